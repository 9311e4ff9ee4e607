import { useId, useMemo, useState } from 'react';
import { ActionDetails } from '../agents/ActionDetails';
import { ActionList } from '../agents/ActionList';
import { Lanes } from '../agents/Lanes';
import { useLog } from '../agents/useLog';
import { counted } from '../agents/words';
import type { Row } from '../agents/book';
import { useNode } from '../node/NodeAccess';
import { useAsked } from '../node/useAsked';
import type { AgentView } from '../node/views';
import { Address, Card, Empty, Facts, Hash, Page, ProblemNote, visible } from '../parts';
import { NeedsNode } from './NeedsNode';
import { AgentsOnChain } from './OnChain';
import { AgentMark, AgentTable, NoAgent } from './Overview';

/** All agents, or one of them. */
export default function Agents({ id }: { id: string | null }) {
  return id === null ? <All /> : <One name={id} />;
}

function All() {
  const { client } = useNode();
  const agents = useAsked<AgentView[]>('/v1/agents');
  return (
    <Page title="Agents" lead="Each acts under a policy that was voted, within budgets that a vault enforces.">
      {client === null && <AgentsOnChain />}
      <Card title="Hosted by this operator">
        <NeedsNode polled={agents}>
          {(list) => list.length === 0 ? <NoAgent /> : <Listed agents={list} />}
        </NeedsNode>
      </Card>
      {agents.value === null && agents.problem !== null && <AgentsOnChain />}
    </Page>
  );
}

/** All agents; of many, those whose name holds what was typed. */
function Listed({ agents }: { agents: readonly AgentView[] }) {
  const [text, setText] = useState('');
  const id = useId();
  const found = agents.filter((agent) => agent.name.includes(text.trim().toLowerCase()));
  return (
    <>
      {agents.length > 12 && (
        <div className="find">
          <label htmlFor={id}>Find an agent</label>
          <input id={id} type="search" value={text} onChange={(event) => setText(event.target.value)} />
          <span className="hint" aria-live="polite">{found.length} of {agents.length}</span>
        </div>
      )}
      {found.length === 0 ? <Empty>No agent has that in its name.</Empty> : <AgentTable agents={found} />}
    </>
  );
}

function One({ name }: { name: string }) {
  const agent = useAsked<AgentView>(`/v1/agents/${encodeURIComponent(name)}`);
  return (
    <Page title={visible(name)}>
      <NeedsNode polled={agent}>
        {(view) => (
          <>
            <Work agent={view} />
            <Standing agent={view} />
          </>
        )}
      </NeedsNode>
    </Page>
  );
}

const filters: readonly { word: string; keeps: (row: Row) => boolean }[] = [
  { word: 'all', keeps: () => true },
  { word: 'refused', keeps: (row) => row.outcome === 'refused' || row.outcome === 'expired' },
  { word: 'waiting', keeps: (row) => row.outcome === 'waiting' },
  { word: 'money', keeps: (row) => row.effect === 'Money' && row.outcome === 'done' },
  { word: 'trouble', keeps: (row) => row.outcome === 'failed' || row.outcome === 'unknown' },
];

function Work({ agent }: { agent: AgentView }) {
  const log = useLog(agent.name, agent.leaves);
  const [filter, setFilter] = useState(filters[0]!);
  const [chosen, setChosen] = useState<string | null>(null);
  const counts = useMemo(() => filters.map((one) => log.rows.filter(one.keeps).length), [log.rows]);
  const rows = useMemo(() => log.rows.filter(filter.keeps), [log.rows, filter]);
  const row = rows.find((one) => one.id === chosen) ?? null;
  if (agent.leaves === 0)
    return (
      <Card title="What it did">
        <Empty>
          {!agent.answers
            ? 'It does not answer now: what it did is in its log, and shown here again when it does.'
            : 'It has not been asked anything yet.'}
        </Empty>
      </Card>
    );
  return (
    <>
      <Card
        title="What it did"
        aside={
          <span className="hint">
            {counted(rows)}
            {log.read < agent.leaves && log.read > 0 ? `; ${log.read} of ${agent.leaves} leaves read` : ''}
          </span>
        }>
        {log.problem !== null && <ProblemNote problem={log.problem} />}
        <div className="filters" role="group" aria-label="Which actions">
          {filters.map((one, index) => (
            <button
              key={one.word}
              type="button"
              className="quiet"
              aria-pressed={one === filter}
              onClick={() => setFilter(one)}>
              {one.word} <span>{counts[index]}</span>
            </button>
          ))}
        </div>
        <Lanes rows={rows} chosen={chosen} choose={setChosen} />
        <ActionList key={filter.word} rows={rows} chosen={chosen} choose={setChosen} budgets={agent.budgets} />
      </Card>
      {row !== null && <ActionDetails key={row.id} row={row} agent={agent.name} />}
    </>
  );
}

function Standing({ agent }: { agent: AgentView }) {
  return (
    <Card title="Standing" aside={<AgentMark agent={agent} />}>
      {agent.problem !== null && (
        <ul className="red">
          <li>{visible(agent.problem)}</li>
        </ul>
      )}
      <Facts
        facts={[
          ['Vault', <Address of={agent.vault} copy />],
          ['Policy', <Hash of={agent.policyRoot} full what="the policy root" />],
          ['Composition', <Hash of={agent.composition} full what="the composition" />],
          ['Served by', <Address of={agent.node} />],
          ['Lease', `epoch ${agent.epoch}, ${agent.held ? 'held: money may move' : 'not held: no money moves'}`],
          ['Log', agent.answers ? `${agent.leaves} leaves` : 'not known'],
          [
            'Last leaf',
            agent.answers ? <Hash of={agent.head} full what="the hash of the last leaf" /> : 'not known',
          ],
        ]}
      />
    </Card>
  );
}
