import { useAsked } from '../node/useAsked';
import type { AgentView } from '../node/views';
import { Card, Money, Page, Table, visible } from '../parts';
import { NeedsNode } from './NeedsNode';

/** What each agent may still use. */
export default function Budgets() {
  const agents = useAsked<AgentView[]>('/v1/agents');
  return (
    <Page title="Budgets">
      <NeedsNode polled={agents}>
        {(list) => list.map((agent) => (
          <Card key={agent.id} title={visible(agent.name)}>
            <Table caption={`Budgets of ${visible(agent.name)}`} rows={agent.budgets} keyOf={(b) => b.name} columns={[
              { title: 'Budget', of: (b) => visible(b.name) },
              { title: 'Left now', number: true, of: (b) => <Money amount={b.level} decimals={b.decimals} asset={b.name} /> },
              { title: 'At most at once', number: true, of: (b) => <Money amount={b.burst} decimals={b.decimals} asset={b.name} /> },
              { title: 'Reserved', number: true, of: (b) => <Money amount={b.reserved} decimals={b.decimals} asset={b.name} /> },
              { title: 'Spent in all', number: true, of: (b) => <Money amount={b.spent} decimals={b.decimals} asset={b.name} /> },
            ]} />
          </Card>
        ))}
      </NeedsNode>
    </Page>
  );
}
