import { useAsked } from '../node/useAsked';
import type { ApprovalView } from '../node/views';
import { Address, Card, Empty, Facts, Hash, Page, Time, visible } from '../parts';
import { NeedsNode } from './NeedsNode';

/** Actions that wait for somebody's signature. */
export default function Approvals() {
  const waiting = useAsked<ApprovalView[]>('/v1/approvals');
  return (
    <Page title="Approvals" lead="Each waits for the accounts it names. A yes is for exactly this action, under this policy, until this time.">
      <NeedsNode polled={waiting}>
        {(list) => list.length === 0 ? <Empty>Nothing waits for an approval.</Empty>
          : list.map((one) => <Waiting key={one.action} approval={one} />)}
      </NeedsNode>
    </Page>
  );
}

function Waiting({ approval }: { approval: ApprovalView }) {
  return (
    <Card title={`${visible(approval.agent)} wants ${visible(approval.tool)}`}>
      <Facts facts={[
        ...Object.entries(approval.args).map(([name, value]) => [name, visible(value)] as const),
        ['Asked by', visible(approval.instructor)],
        ['Rule', visible(approval.rule)],
        ['Until', <Time of={approval.deadline} />],
        ['Approvers', approval.approvers.map((one) => <Address key={one} of={one} />)],
        ['Action', <Hash of={approval.action} full what="the action id" />],
      ]} />
    </Card>
  );
}
