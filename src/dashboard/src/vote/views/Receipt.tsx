import { Hash } from '../../parts';
import { visible } from '../../parts/visible';
import { sideWord } from '../ballot';
import type { CastVote } from '../chain/proposals';
import { amountText, type Unit } from '../limits';

/** A vote that counts, as the Governor logged it. */
export function Receipt({ cast, finality, head, unit }: {
  cast: CastVote; finality: bigint; head: bigint; unit: Unit;
}) {
  const final = cast.block + finality;
  return (
    <section className="receipt" role="status" aria-label="Receipt of your vote">
      <p><strong>You voted {sideWord(cast.side)}</strong> with {amountText(cast.weight, unit)}.</p>
      {cast.reason !== '' && <blockquote>{visible(cast.reason)}</blockquote>}
      <dl className="facts">
        <div><dt>In block</dt><dd>{cast.block.toString()}, {head >= final ? 'final'
          : `final from block ${final} on`}</dd></div>
        <div><dt>Transaction</dt><dd><Hash of={cast.transaction} full what="the transaction" /></dd></div>
      </dl>
      <p className="hint">A vote is cast once and cannot be changed. This was read from the Governor's log by the
        endpoint you chose; any explorer of this chain shows the same event VoteCast.</p>
    </section>
  );
}
