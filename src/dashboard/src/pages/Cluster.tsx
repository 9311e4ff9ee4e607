import { useAsked } from '../node/useAsked';
import type { NodeView } from '../node/views';
import { Address, Card, Facts, Mark, Page, Table, visible } from '../parts';
import { NeedsNode } from './NeedsNode';

/** The operator's nodes, who holds which lease, and what is red. */
export default function Cluster() {
  const status = useAsked<NodeView>('/v1/status');
  return (
    <Page title="Cluster">
      <NeedsNode polled={status}>
        {(node) => (
          <Card title="Nodes">
            {node.problems.length > 0 && <ul className="red">{node.problems.map((one) => <li key={one}>{visible(one)}</li>)}</ul>}
            <Facts facts={[['This node', <Address of={node.node} copy />], ['Spender key', <Address of={node.spender} />]]} />
            <Table caption="Members of the cluster" rows={node.members} keyOf={(m) => m.address} columns={[
              { title: 'Address', of: (m) => <code>{m.address}</code> },
              { title: 'State', of: (m) => <Mark word={m.state} /> },
              { title: '', of: (m) => m.self ? 'this node' : '' },
            ]} />
          </Card>
        )}
      </NeedsNode>
    </Page>
  );
}
