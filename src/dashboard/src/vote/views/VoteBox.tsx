import { useId } from 'react';
import { zeroAddress } from 'viem';
import { Address, Card, Empty, Hash } from '../../parts';
import { Side, sides, sideWord } from '../ballot';
import type { Proposal, Standing } from '../chain/proposals';
import { eligibility, type Eligibility, type VoterFacts } from '../eligibility';
import { amountText, type Unit } from '../limits';
import type { Reach } from '../useVotingDao';
import { usePrepared, type Voting } from '../useVoting';
import { useWallets } from '../wallet/useWallets';
import { Delegation } from './Delegation';
import { Receipt } from './Receipt';
import { SignatureBox } from './SignatureBox';
import { Signed } from './Signed';
import { TroubleNote, WalletPanel } from './WalletPanel';

const mostBytes = 4096;

/** The vote of one account, from its wallet to its receipt. */
export function VoteBox({ reach, proposal, title, standing, voter, unit, voting, silent }: {
  reach: Reach; proposal: Proposal; title: string; standing: Standing; voter: VoterFacts | null; unit: Unit;
  voting: Voting;
  /** The chain does not answer now: what is shown is older. */
  silent: boolean;
}) {
  const { connection } = useWallets();
  const prepared = usePrepared(reach, proposal, voting.draft, voter);
  const written = (amount: bigint): string => amountText(amount, unit);
  const may = voter === null ? null : eligibility(standing, voter, written);
  const elsewhere = connection !== null && connection.chainId !== reach.dao.chainId;
  const off = reasonOff(connection !== null, elsewhere, silent, may, voting);
  const direct = voter?.kind === 'contract';
  return (
    <Card title="Your vote">
      <WalletPanel />
      {elsewhere && <WrongChain chain={connection.chainId} wanted={reach.dao.chainId} voting={voting} />}
      {connection !== null && <Power voter={voter} may={may} written={written} voting={voting} off={elsewhere} />}
      {voter !== null && voter.cast !== null
        ? <Receipt cast={voter.cast} finality={reach.finality} head={standing.block} unit={unit} />
        : voting.signed === null && <Choice voting={voting} />}
      {voting.signed !== null && voter?.cast?.voter !== voting.signed.vote.voter
        && <Signed signed={voting.signed} voting={voting}
          off={sendOff(connection !== null, elsewhere, silent, standing)} />}
      {voter?.cast == null && voting.signed === null && <>
        {prepared !== null && may?.may && <SignatureBox prepared={prepared} title={title} power={written(may.power)}
          deadline={Number(standing.deadline)} direct={direct} />}
        <Buttons voting={voting} off={off} voter={voter} />
      </>}
      {voting.counted !== null && voting.done?.what !== 'signed vote' && voter?.account !== voting.counted.voter
        && <p role="status">The vote of <Address of={voting.counted.voter} /> is cast:{' '}
          <strong>{sideWord(voting.counted.side)}</strong>, in block {voting.counted.block.toString()}.</p>}
      <Progress voting={voting} cast={voter?.cast != null} />
      {voter !== null && voter.balance > 0n && <Delegation voter={voter} held={written(voter.balance)} voting={voting}
        off={elsewhere || silent} />}
    </Card>
  );
}

// The first thing in the way, in the order in which it is to be cleared.
function reasonOff(
  connected: boolean, elsewhere: boolean, silent: boolean, may: Eligibility | null, voting: Voting): string | null {
  if (!connected) return 'Connect a wallet first.';
  if (elsewhere) return 'Your wallet is on another chain.';
  if (silent) return 'The endpoint of the chain does not answer. What you chose stays.';
  if (may === null) return 'The chain is asked about this account.';
  if (!may.may) return may.why;
  if (voting.draft.side === null) return 'Choose For, Against or Abstain first.';
  if (new TextEncoder().encode(voting.draft.reason).length > mostBytes)
    return `The reason is longer than ${mostBytes} bytes; shorten it.`;
  return voting.waiting === null ? null : 'Your wallet is being asked.';
}

function sendOff(connected: boolean, elsewhere: boolean, silent: boolean, standing: Standing): string | null {
  if (!connected) return 'Connect any wallet: whoever sends it pays, the vote stays yours.';
  if (elsewhere) return 'Your wallet is on another chain.';
  if (silent) return 'The endpoint of the chain does not answer. The signed vote stays here.';
  return standing.state === 'active' ? null : `The vote is not open: the proposal is ${standing.state}.`;
}

function WrongChain({ chain, wanted, voting }: { chain: number | null; wanted: number; voting: Voting }) {
  return (
    <div className="problem calm" role="status">
      <p>Your wallet is on {chain === null ? 'a chain it does not name' : `chain ${chain}`}; this DAO is on chain{' '}
        {wanted}. Nothing is lost by switching.</p>
      <p><button type="button" disabled={voting.waiting !== null} onClick={voting.switchChain}>
        Switch the wallet to chain {wanted}</button></p>
    </div>
  );
}

function Power({ voter, may, written, voting, off }: {
  voter: VoterFacts | null; may: Eligibility | null; written: (amount: bigint) => string; voting: Voting; off: boolean;
}) {
  if (voter === null || may === null) return <Empty>asking the chain about this account</Empty>;
  const canDelegate = !may.may && voter.balance > 0n && voter.delegate !== voter.account;
  return (
    <div className="power" role="status">
      {may.may ? <p>You vote with <strong>{written(may.power)}</strong>, counted at the beginning of this vote.
        {voter.kind === 'contract' && ' This account is a contract: it votes by a transaction, which its owners '
          + 'confirm.'}
        {voter.kind === 'delegating key' && ' This account lends itself code (EIP-7702), so its signature may be '
          + 'refused; you will be told before anything is sent.'}</p>
        : voter.cast === null && <><p><strong>{may.why}</strong></p><p className="hint">{may.next}</p></>}
      {canDelegate && (
        <p><button type="button" className="quiet" disabled={off || voting.waiting !== null}
          onClick={() => voting.delegate(voter.account)}>
          {voter.delegate === zeroAddress ? 'Delegate to myself' : 'Take my delegation back to myself'}</button>
        <span className="hint"> A transaction; it costs gas and counts from the next proposal on.</span></p>
      )}
    </div>
  );
}

const shapes = { [Side.For]: 'M-6 .5L-2 5 6-4.500', [Side.Against]: 'M-5-5L5 5M5-5L-5 5', [Side.Abstain]: 'M-6 0H6' };

function Choice({ voting }: { voting: Voting }) {
  const id = useId();
  const { draft } = voting;
  const bytes = new TextEncoder().encode(draft.reason).length;
  return (
    <>
      <fieldset className="sides">
        <legend>What do you say?</legend>
        {sides.map(({ side, word }) => (
          <label key={side} className={draft.side === side ? 'side chosen' : 'side'}>
            <input type="radio" name={id} checked={draft.side === side} onChange={() => voting.choose(side)} />
            <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true" className={`s-${word.toLowerCase()}`}>
              <path d={shapes[side]} />
            </svg>
            {word}
          </label>
        ))}
      </fieldset>
      <div className="reason">
        <label htmlFor={`${id}-reason`}>Why (may be empty)</label>
        <textarea id={`${id}-reason`} rows={3} value={draft.reason} aria-describedby={`${id}-help`}
          onChange={(event) => voting.write(event.target.value)} />
        <p id={`${id}-help`} className="hint">Goes on chain as you write it, for everybody and for ever.
          {bytes > mostBytes / 2 && ` ${bytes} of ${mostBytes} bytes.`}</p>
      </div>
    </>
  );
}

function Buttons({ voting, off, voter }: { voting: Voting; off: string | null; voter: VoterFacts | null }) {
  const id = useId();
  const isContract = voter?.kind === 'contract';
  return (
    <div className="acts">
      {!isContract && <button type="button" disabled={off !== null} aria-describedby={id} onClick={voting.sign}>
        Sign the vote, without gas</button>}
      <button type="button" className={isContract ? undefined : 'quiet'} disabled={off !== null} aria-describedby={id}
        onClick={voting.sendOwn}>Vote by a transaction</button>
      <p id={id} className="hint">{off ?? (isContract ? 'A transaction costs gas and counts at once.'
        : 'Signing costs nothing; it counts when somebody has sent it. A transaction costs gas and counts at '
          + 'once.')}</p>
    </div>
  );
}

const doneWords = {
  'own vote': 'Your vote is in', 'signed vote': 'The signed vote is cast, in',
  delegation: 'Your tokens are delegated, since',
};

function Progress({ voting, cast }: { voting: Voting; cast: boolean }) {
  const { waiting, trouble, sent, done, stopWaiting } = voting;
  return (
    <div aria-live="polite" className="progress">
      {waiting !== null && (
        <p>{waiting === 'chain' ? 'Your wallet is asked to switch the chain.'
          : `Your wallet is asked for a ${waiting === 'signature' ? 'signature' : 'transaction'}.`} Look for its
          window.{' '}
          <button type="button" className="quiet" onClick={stopWaiting}>Stop waiting</button></p>
      )}
      {trouble !== null && <TroubleNote trouble={trouble} />}
      {sent !== null && <p>On its way as <Hash of={sent.hash} full what="the transaction" />. It counts when it is in a
        block. Where several owners share the wallet, when they have confirmed it.</p>}
      {done !== null && !(cast && done.what === 'own vote') && <p>{doneWords[done.what]} block {done.block.toString()}
        {' '}(<Hash of={done.hash} />).</p>}
    </div>
  );
}
