import { useId, useState, type SubmitEvent } from 'react';
import { getAddress, isAddress, isAddressEqual, zeroAddress } from 'viem';
import { Address } from '../../parts';
import type { VoterFacts } from '../eligibility';
import type { Voting } from '../useVoting';

/** Who votes with an account's tokens, and how its owner lets another one do so. */
export function Delegation({ voter, held, voting, off }: {
  voter: VoterFacts; held: string; voting: Voting;
  /** The wallet is elsewhere, or the chain is silent. */
  off: boolean;
}) {
  const [text, setText] = useState('');
  const id = useId();
  const given = text.trim();
  const why = off ? 'Not now: see above.' : reasonOff(given, voter);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (why === null) voting.delegate(getAddress(given));
  };
  return (
    <details className="delegation">
      <summary>Let somebody else vote with your tokens</summary>
      <p>Your {held} are {voter.delegate === zeroAddress ? 'voted by nobody'
        : isAddressEqual(voter.delegate, voter.account) ? 'voted by yourself'
          : <>voted by <Address of={voter.delegate} /></>}. They stay yours, and you can take the votes back whenever
        you like. A change counts from the next proposal on; it is a transaction and costs gas.</p>
      <form onSubmit={submit}>
        <label htmlFor={id}>Who shall vote with them</label>
        <div className="row">
          <input id={id} value={text} spellCheck={false} autoComplete="off" placeholder="0x…"
            aria-describedby={`${id}-why`} onChange={(event) => setText(event.target.value)} />
          <button type="submit" className="quiet" disabled={why !== null || voting.waiting !== null}>Delegate</button>
        </div>
        <p id={`${id}-why`} className="hint">{why ?? 'Compare every digit: whoever this is votes for you.'}</p>
      </form>
    </details>
  );
}

function reasonOff(given: string, voter: VoterFacts): string | null {
  if (given === '') return 'Write the address of an account.';
  if (!isAddress(given, { strict: false })) return 'This is no address: 0x and 40 digits.';
  const digits = given.toLowerCase();
  if (given !== digits && !isAddress(given as string))
    return 'A digit of this address is wrong: its capitals do not fit it. Copy it again.';
  if (isAddressEqual(given, zeroAddress)) return 'Nobody has this address: the tokens would not vote.';
  return isAddressEqual(given, voter.delegate) ? 'This account votes with them already.' : null;
}
