import { useAsked } from '../node/useAsked';
import type { AgentView } from '../node/views';
import { Address, Card, Empty, Facts, Hash, Page, visible } from '../parts';
import { NeedsNode } from './NeedsNode';
import { AgentMark, AgentTable } from './Overview';

/** All agents, or one of them. */
export default function Agents({ id }: { id: string | null }) {
  return id === null ? <All /> : <One name={id} />;
}

function All() {
  const agents = useAsked<AgentView[]>('/v1/agents');
  return (
    <Page title="Agents">
      <Card title="Hosted by this operator">
        <NeedsNode polled={agents}>
          {(list) => list.length === 0 ? <Empty>This operator hosts no agent yet.</Empty> : <AgentTable agents={list} />}
        </NeedsNode>
      </Card>
    </Page>
  );
}

function One({ name }: { name: string }) {
  const agent = useAsked<AgentView>(`/v1/agents/${encodeURIComponent(name)}`);
  return (
    <Page title={visible(name)}>
      <NeedsNode polled={agent}>{(view) => <Standing agent={view} />}</NeedsNode>
    </Page>
  );
}

function Standing({ agent }: { agent: AgentView }) {
  return (
    <Card title="Standing" aside={<AgentMark agent={agent} />}>
      {agent.problem !== null && <ul className="red"><li>{visible(agent.problem)}</li></ul>}
      <Facts facts={[
        ['Vault', <Address of={agent.vault} copy />],
        ['Policy', <Hash of={agent.policyRoot} full what="the policy root" />],
        ['Composition', <Hash of={agent.composition} full what="the composition" />],
        ['Served by', <Address of={agent.node} />],
        ['Lease', `epoch ${agent.epoch}, ${agent.held ? 'held: money may move' : 'not held: no money moves'}`],
        ['Log', `${agent.leaves} leaves`],
        ['Last leaf', <Hash of={agent.head} full what="the hash of the last leaf" />],
      ]} />
    </Card>
  );
}
