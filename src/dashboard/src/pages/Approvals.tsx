import { useChain } from '../chain/ChainAccess';
import { Judge } from '../approvals/Judge';
import { no, yes } from '../approvals/typed';
import type { Manifest } from '../chain/manifest';
import { useAsked } from '../node/useAsked';
import type { ApprovalView } from '../node/views';
import { Address, Card, Copy, Empty, Facts, Hash, Mark, Page, Time, visible } from '../parts';
import { NeedsNode } from './NeedsNode';

/** Actions that wait for somebody's signature. */
export default function Approvals({ id }: { id: string | null }) {
  const waiting = useAsked<ApprovalView[]>('/v1/approvals');
  return (
    <Page
      title="Approvals"
      lead="Each waits for the accounts it names. A yes is for this action alone, under this policy, until this time.">
      <NeedsNode polled={waiting}>
        {(list) => <Inbox list={id === null ? list : list.filter((one) => one.action === id)} id={id} />}
      </NeedsNode>
    </Page>
  );
}

function Inbox({ list, id }: { list: readonly ApprovalView[]; id: string | null }) {
  if (list.length > 0)
    return (
      <>
        {list.map((one) => (
          <Waiting key={one.action} approval={one} />
        ))}
      </>
    );
  return id === null ? (
    <Empty>Nothing waits for an approval.</Empty>
  ) : (
    <Empty>
      This action does not wait any more: it was approved, refused or ran out of time.{' '}
      <a href="#/approvals">All that waits</a>
    </Empty>
  );
}

function Waiting({ approval }: { approval: ApprovalView }) {
  const { manifest } = useChain();
  const money = approval.amount !== '0';
  return (
    <Card title={`${visible(approval.agent)} wants ${visible(approval.tool)}`} aside={<Mark word="waiting" />}>
      <Facts
        facts={[
          ...Object.entries(approval.args).map(([name, value]) => [visible(name), visible(value)] as const),
          ...(money
            ? [
                ['Paid to', <Address of={approval.to} copy />] as const,
                ['Token', <Address of={approval.asset} />] as const,
              ]
            : []),
          ['Asked by', visible(approval.instructor)],
          ['Rule', visible(approval.rule)],
          ['Under policy', <Hash of={approval.policyRoot} full what="the policy root" />],
          ['Until', <Time of={approval.deadline} />],
          [
            'Waits for',
            approval.approvers.map((one) => (
              <div key={one}>
                <Address of={one} />{' '}
                {approval.approved.some((a) => a.toLowerCase() === one.toLowerCase()) ? (
                  <Mark word="approved" />
                ) : (
                  <Mark word="waiting" />
                )}
              </div>
            )),
          ],
        ]}
      />
      {manifest !== null && <WhatIsSigned approval={approval} manifest={manifest} />}
      {manifest !== null && <Judge approval={approval} manifest={manifest} />}
      <ByCommand approval={approval} />
    </Card>
  );
}

/** The digest that a wallet or a hardware device shows, so that both can be compared before a signature. */
function WhatIsSigned({ approval, manifest }: { approval: ApprovalView; manifest: Manifest }) {
  const { digest, json } = yes(manifest, approval);
  return (
    <details className="digest">
      <summary>What a yes signs</summary>
      <Facts
        facts={[
          ['Digest of the yes', <Hash of={digest} full what="the digest" />],
          [
            'Digest of a no',
            <>
              <Hash of={no(manifest, approval, '').digest} full what="the digest" />{' '}
              <span className="hint">without a reason</span>
            </>,
          ],
        ]}
      />
      <pre tabIndex={0}>{visible(shown(json))}</pre>
      <p className="hint">
        The typed data as a wallet takes it <Copy text={json} what="the typed data" />
      </p>
    </details>
  );
}

// The types are those of every approval; what differs is who and what.
function shown(json: string): string {
  const { primaryType, domain, message } = JSON.parse(json) as Record<string, unknown>;
  return JSON.stringify({ primaryType, domain, message }, null, 2);
}

function ByCommand({ approval }: { approval: ApprovalView }) {
  const commands = [`dai approval grant ${approval.action}`, `dai approval deny ${approval.action}`];
  return (
    <div>
      <p className="hint">
        Who holds an approver's key in a file signs with one of these; each prints the same digest and asks first.
      </p>
      {commands.map((one) => (
        <p className="command" key={one}>
          <code>{one}</code>
          <Copy text={one} what="the command" />
        </p>
      ))}
    </div>
  );
}
