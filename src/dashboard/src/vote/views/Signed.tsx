import { useId } from 'react';
import { Address, Hash } from '../../parts';
import { visible } from '../../parts/visible';
import { sideWord } from '../ballot';
import { ballotFile, type SignedVote } from '../draft';
import type { Voting } from '../useVoting';

/** A signed vote that nobody has sent yet: it counts when somebody does. */
export function Signed({ signed, voting, off }: { signed: SignedVote; voting: Voting; off: string | null }) {
  const id = useId();
  const { vote } = signed;
  return (
    <section className="signed" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>Signed, not counted yet</h3>
      <p><Address of={vote.voter} /> says <strong>{sideWord(vote.side)}</strong>
        {vote.reason !== '' && <>: “{visible(vote.reason)}”</>}.</p>
      <dl className="facts">
        <div><dt>EIP-712 hash</dt><dd><Hash of={signed.digest} full what="the hash" /></dd></div>
      </dl>
      <p>It counts when somebody sends it before the vote ends. Whoever sends it pays the gas and can change
        nothing. To change your mind throw it away and vote anew; a copy that you gave away can still be sent, and
        what is cast first counts.</p>
      <div className="acts">
        <button type="button" disabled={off !== null || voting.waiting !== null} aria-describedby={`${id}-off`}
          onClick={voting.sendSigned}>Send it from the connected account</button>
        <button type="button" className="quiet" onClick={() => save(signed)}>Save it as a file</button>
        <button type="button" className="quiet" onClick={voting.dropSigned}>Throw it away</button>
        <p id={`${id}-off`} className="hint">{off ?? 'The file is for somebody else to send: '}
          {off === null && <code>dai proposal submit FILE</code>}</p>
      </div>
    </section>
  );
}

function save(signed: SignedVote) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([ballotFile(signed)], { type: 'application/json' }));
  link.download = `ballot-${signed.digest.slice(2, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
