import { lazy, Suspense } from 'react';
import { useLatest } from '../agents/useLatest';
import { leaves, said } from '../agents/words';
import { useChain } from '../chain/ChainAccess';
import { contractName } from '../chain/manifest';
import { useNode } from '../node/NodeAccess';
import { useAsked } from '../node/useAsked';
import type { AgentView, ApprovalView, NodeView } from '../node/views';
import { Address, Card, Empty, Facts, Hash, Mark, Page, ProblemNote, Table, visible } from '../parts';
import { shortTime } from '../parts/Time';
import { linkTo, linkToAction } from '../route';
import { NeedsNode, TokenForm } from './NeedsNode';
import { AgentsOnChain } from './OnChain';

// With all that reads proposals, which no other part of this page needs.
const Votes = lazy(() => import('../vote/OpenVotes'));
const OpenVotes = () => <Suspense fallback={null}><Votes /></Suspense>;

/** What an operator sees first: what is red, what waits, and how the agents stand. */
export function Overview() {
  const { client } = useNode();
  const { problem } = useChain();
  const lead = "What this DAO's agents may do is voted; what they did is logged; both can be checked.";
  if (client === null)
    return (
      <Page title="Overview" lead={lead}>
        {problem === null && <AgentsOnChain />}
        <div className="grid">
          <div><OpenVotes /><WithoutNode /></div>
          <div><Dao /></div>
        </div>
      </Page>
    );
  return (
    <Page title="Overview" lead={lead}>
      <div className="grid">
        <div>
          <Agents />
          <LatestActions />
        </div>
        <div>
          <Health />
          <OpenVotes />
          <Waiting />
          <Dao />
        </div>
      </div>
    </Page>
  );
}

/** Where one goes without a node, and how one comes by it. */
function WithoutNode() {
  return (
    <>
      <Card title="Without a node">
        <ul className="bare">
          <li><a href={linkTo('proposals')}>Proposals</a>: what the holders decide, and your vote</li>
          <li><a href={linkTo('budgets')}>Budgets</a>: what each vault would let leave</li>
          <li><a href={linkTo('actions')}>Check a log</a>: from a file that an operator gave you</li>
        </ul>
      </Card>
      <Card title="With a node of yours"><TokenForm /></Card>
    </>
  );
}

function Agents() {
  const agents = useAsked<AgentView[]>('/v1/agents');
  return (
    <Card title="Agents">
      <NeedsNode polled={agents}>
        {(list) =>
          list.length === 0 ? <NoAgent /> : (
            <>
              <AgentTable agents={pressing(list).slice(0, most)} />
              {list.length > most && <p className="hint">{most} of {list.length}, those that want something first.{' '}
                <a href={linkTo('agents')}>All {list.length} agents</a></p>}
            </>
          )
        }
      </NeedsNode>
    </Card>
  );
}

const most = 10;

/** How one comes by the first agent. */
export const NoAgent = () => (
  <Empty>This operator hosts no agent yet. A vote enrolls one; <code>dai agent add NAME</code> proposes it.</Empty>
);

// Agents that are frozen, refuse or wait for somebody come first; else they stay in their order.
function pressing(agents: readonly AgentView[]): readonly AgentView[] {
  const rank = (agent: AgentView): number =>
    agent.frozen ? 0 : agent.problem !== null ? 1 : agent.waiting > 0 ? 2 : agent.open > 0 ? 3 : 4;
  return [...agents].sort((one, other) => rank(one) - rank(other));
}

/** Agents in a line each. */
export function AgentTable({ agents }: { agents: readonly AgentView[] }) {
  return (
    <Table
      caption="Agents of this operator"
      rows={agents}
      keyOf={(agent) => agent.id}
      columns={[
        { title: 'Agent', of: (a) => <a href={linkTo('agents', a.name)}>{visible(a.name)}</a> },
        { title: 'State', of: (a) => <AgentMark agent={a} /> },
        { title: 'Open', number: true, wide: true, of: (a) => (a.answers ? a.open : '?') },
        { title: 'Waiting', number: true, of: (a) => (a.answers ? a.waiting : '?') },
        { title: 'Leaves', number: true, wide: true, of: (a) => (a.answers ? a.leaves : '?') },
        { title: 'Policy', wide: true, of: (a) => <Hash of={a.policyRoot} /> },
      ]}
    />
  );
}

export function AgentMark({ agent }: { agent: AgentView }) {
  return agent.frozen ? (
    <Mark word="frozen" />
  ) : agent.problem === null ? (
    <Mark word="well" verdict="good" />
  ) : (
    <span title={visible(agent.problem)}>
      <Mark word={agent.answers ? 'refuses' : 'silent'} verdict="failed" />
    </span>
  );
}

function Health() {
  const status = useAsked<NodeView>('/v1/status');
  return (
    <Card title="This node" aside={<a href="#/cluster">Cluster</a>}>
      <NeedsNode polled={status}>
        {(node) => (
          <>
            {node.problems.length > 0 && (
              <ul className="red">
                {node.problems.map((one) => (
                  <li key={one}>{visible(one)}</li>
                ))}
              </ul>
            )}
            <Facts
              facts={[
                ['State', node.ready ? <Mark word="ready" /> : <Mark word="not ready" verdict="failed" />],
                ['Members up', `${node.members.filter((m) => m.state === 'Up').length} of ${node.members.length}`],
                ['Block', `${node.headNumber}, final ${node.finalNumber}`],
                ['Checkpoints', `${node.checkpoints}, ${leaves(node.pendingLeaves)} to come`],
              ]}
            />
          </>
        )}
      </NeedsNode>
    </Card>
  );
}

function LatestActions() {
  const latest = useLatest(8);
  return (
    <Card title="Latest actions">
      <NeedsNode polled={latest}>
        {(list) =>
          list.length === 0 ? (
            <Empty>No agent has been asked for anything yet.</Empty>
          ) : (
            <Table
              caption="The latest actions of all agents"
              rows={list}
              keyOf={({ row }) => row.id}
              columns={[
                {
                  title: 'When',
                  of: ({ row }) => (
                    <time dateTime={row.time} title={row.time}>
                      {shortTime(row.time)}
                    </time>
                  ),
                },
                { title: 'Agent', of: ({ agent }) => <a href={linkTo('agents', agent)}>{visible(agent)}</a> },
                { title: 'Decision', of: ({ row }) => <Mark word={said(row)} /> },
                { title: 'Outcome', wide: true, of: ({ row }) => (
                  row.verdict === 'denied' || row.outcome === 'waiting' ? ''
                  : <Mark word={row.outcome} />) },
                { title: 'Rule', wide: true, of: ({ row }) => visible(row.rule ?? 'none') },
                {
                  title: 'Proof',
                  of: ({ row, agent }) => (
                    <a href={linkToAction(row.id, agent)} aria-label={`Lineage of action ${row.id}`}>
                      lineage
                    </a>
                  ),
                },
              ]}
            />
          )
        }
      </NeedsNode>
    </Card>
  );
}

function Waiting() {
  const waiting = useAsked<ApprovalView[]>('/v1/approvals');
  return (
    <Card title="Waits for somebody" aside={<a href="#/approvals">Approvals</a>}>
      <NeedsNode polled={waiting}>
        {(list) =>
          list.length === 0 ? (
            <Empty>Nothing waits for an approval.</Empty>
          ) : (
            <ul className="bare">
              {list.map((one) => (
                <li key={one.action}>
                  <Mark word="waiting" />{' '}
                  <a href={linkTo('approvals', one.action)}>
                    {visible(one.agent)} wants {visible(one.tool)}
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </NeedsNode>
    </Card>
  );
}

/** What needs no node: the DAO by its manifest. */
function Dao() {
  const { manifest, connected, problem } = useChain();
  return (
    <Card title="The DAO on its chain" aside={<a href="#/chain">Chain</a>}>
      {problem !== null && <ProblemNote problem={problem} calm={connected !== null} />}
      {manifest !== null && (
        <Facts
          facts={[
            ['Chain', `eip155:${manifest.chainId}`],
            ...Object.entries(manifest.contracts).map(
              ([name, one]) =>
                [
                  contractName(name),
                  <Address of={one.address} />,
                ] as const,
            ),
          ]}
        />
      )}
    </Card>
  );
}
