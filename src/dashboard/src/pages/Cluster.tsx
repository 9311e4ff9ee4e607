import { leaves } from '../agents/words';
import { useNode } from '../node/NodeAccess';
import { useAsked } from '../node/useAsked';
import type { NodeView } from '../node/views';
import { Address, Card, Empty, Facts, Hash, Mark, Page, Table, visible } from '../parts';
import { inWords } from '../parts/Time';
import { Leases } from './LeaseMap';
import { LeasesOnChain } from './OnChain';
import { NeedsNode } from './NeedsNode';

/** The operator's nodes, who holds which lease, and what is red. */
export default function Cluster() {
  const { client } = useNode();
  const status = useAsked<NodeView>('/v1/status');
  return (
    <Page
      title="Cluster"
      lead="One operator's nodes. A shard's lease says which of them may move money for its agents.">
      {client === null && <LeasesOnChain />}
      <NeedsNode polled={status}>
        {(node) => (
          <>
            <Nodes node={node} />
            <Leases leases={node.leases} own={node.node} />
            <Policies node={node} />
          </>
        )}
      </NeedsNode>
      {status.value === null && status.problem !== null && <LeasesOnChain />}
    </Page>
  );
}

function Nodes({ node }: { node: NodeView }) {
  return (
    <Card title="Nodes" aside={node.ready ? <Mark word="ready" /> : <Mark word="not ready" verdict="failed" />}>
      {node.problems.length > 0 && (
        <ul className="red">
          {node.problems.map((one) => (
            <li key={one}>{visible(one)}</li>
          ))}
        </ul>
      )}
      <Table
        caption="Members of the cluster"
        rows={node.members}
        keyOf={(m) => m.address}
        columns={[
          { title: 'Address', of: (m) => <code>{visible(m.address)}</code> },
          { title: 'State', of: (m) => <Mark word={m.state} /> },
          { title: 'Who', of: (m) => (m.self ? 'this node' : 'another node') },
        ]}
      />
      <Facts
        facts={[
          ['Anchor key', <Address of={node.node} copy />],
          ['Spender key', <Address of={node.spender} copy />],
          [
            'Chain head',
            `block ${node.headNumber}, final ${node.finalNumber}, seen ${inWords(node.headAgeSeconds)} after its time`,
          ],
          ['Log', `${node.checkpoints} checkpoints, ${leaves(node.pendingLeaves)} not anchored yet`],
          ['Transactions', `${node.queuedTransactions} in the queue`],
        ]}
      />
    </Card>
  );
}

function Policies({ node }: { node: NodeView }) {
  return (
    <Card title="Policies in force here">
      {node.policies.length === 0 ? (
        <Empty>This node has proven no policy yet.</Empty>
      ) : (
        <Table
          caption="Policies in force on this node"
          rows={node.policies}
          keyOf={(one) => one.agent}
          columns={[
            { title: 'Agent', of: (one) => visible(one.agent) },
            { title: 'At the head', of: (one) => <Hash of={one.headRoot} /> },
            {
              title: 'Final',
              of: (one) =>
                one.finalRoot === one.headRoot ? (
                  'the same'
                ) : (
                  <>
                    <Hash of={one.finalRoot} /> <span className="hint">both must allow</span>
                  </>
                ),
            },
            {
              title: 'Law',
              of: (one) =>
                one.compiled ? (
                  <Mark word="compiled" verdict="good" />
                ) : (
                  <>
                    <Mark word="denies everything" verdict="refused" /> {visible(one.fault ?? '')}
                  </>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}
