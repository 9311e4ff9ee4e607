import { useState } from 'react';
import type { Manifest } from '../chain/manifest';
import { useNode } from '../node/NodeAccess';
import type { ApprovalView, InstructionView } from '../node/views';
import { Hash, Mark, ProblemNote, visible } from '../parts';
import { problemOf, type Problem } from '../problem';
import { TroubleNote, WalletPanel } from '../vote/views/WalletPanel';
import { signTyped } from '../vote/wallet/session';
import { useWallets } from '../vote/wallet/useWallets';
import type { Trouble } from '../vote/wallet/trouble';
import { no, yes } from './typed';

const most = 280;

/** Grants or denies an action by a wallet's signature; the node then decides once more, under the policy of then. */
export function Judge({ approval, manifest }: { approval: ApprovalView; manifest: Manifest }) {
  const { connection } = useWallets();
  const { client } = useNode();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState<'yes' | 'no' | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState<InstructionView | null>(null);
  const why = connection === null ? 'Connect the wallet of an approver first.' : barred(approval, connection.account);
  const judge = async (answer: 'yes' | 'no') => {
    if (connection === null || client === null) return;
    setAsking(answer);
    setTrouble(null);
    setProblem(null);
    const signed = await signTyped(
      connection,
      (answer === 'yes' ? yes(manifest, approval) : no(manifest, approval, reason)).json,
    );
    if (signed.ok) {
      const body = { approver: connection.account, deadline: approval.deadline, signature: signed.value };
      const path = `/v1/approvals/${approval.action}`;
      try {
        setDone(
          answer === 'yes'
            ? await client.post<InstructionView>(path, body)
            : await client.post<InstructionView>(`${path}/denial`, { ...body, reason }),
        );
      } catch (thrown) {
        setProblem(problemOf(thrown));
      }
    } else setTrouble(signed.trouble);
    setAsking(null);
  };
  return (
    <div className="judge">
      <WalletPanel doing="Deciding" instead="dai approval grant" />
      <label htmlFor={`reason-${approval.action}`}>Reason, for a no</label>
      <input
        id={`reason-${approval.action}`}
        value={reason}
        maxLength={most}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="hint">
        {reason === '' ? (
          'It stands in the log for everybody.'
        ) : (
          <>
            A no with this reason has the digest{' '}
            <Hash of={no(manifest, approval, reason).digest} full what="the digest" />
          </>
        )}
      </p>
      <div className="row">
        <button type="button" disabled={why !== null || asking !== null} onClick={() => void judge('yes')}>
          Sign a yes
        </button>
        <button
          type="button"
          className="quiet"
          disabled={why !== null || asking !== null}
          onClick={() => void judge('no')}>
          Sign a no
        </button>
      </div>
      {why !== null && <p className="hint">{why}</p>}
      {asking !== null && (
        <p role="status">Your wallet shows the {asking} for your signature. Compare the digest there.</p>
      )}
      {trouble !== null && <TroubleNote trouble={trouble} />}
      {problem !== null && <ProblemNote problem={problem} />}
      {done !== null && (
        <p role="status">
          <Mark word="done" /> The node took it; the instruction is {visible(done.state)}.
        </p>
      )}
    </div>
  );
}

/** Why this account cannot decide, or null. */
function barred(approval: ApprovalView, account: string): string | null {
  const is = (one: string): boolean => one.toLowerCase() === account.toLowerCase();
  if (!approval.approvers.some(is))
    return 'This account is not among those that the action waits for; choose another one in your wallet.';
  return approval.approved.some(is) ? 'This account has approved the action already.' : null;
}
