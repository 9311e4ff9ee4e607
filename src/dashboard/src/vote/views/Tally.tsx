import { units } from '../../parts/Money';
import type { Standing } from '../chain/proposals';
import type { Unit } from '../limits';

/** A share of a whole in percent, rounded down to a tenth: what is not all is never shown as 100. */
export function percentText(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '0 %';
  const tenths = (part * 1000n) / whole;
  if (tenths === 0n && part > 0n) return '< 0.1 %';
  return `${tenths / 10n}${tenths % 10n === 0n ? '' : `.${tenths % 10n}`} %`;
}

/** How the vote stands, as a picture and as the same figures in words. */
export function Tally({ standing, unit }: { standing: Standing; unit: Unit }) {
  const { for: yes, against: no, abstain, quorum } = standing;
  const cast = yes + no + abstain;
  const written = (amount: bigint): string => `${units(amount.toString(), unit.decimals)} ${unit.symbol}`;
  const reached = quorum !== null && yes + abstain >= quorum;
  const rows = [
    { word: 'For', amount: yes, name: 'for' }, { word: 'Against', amount: no, name: 'against' },
    { word: 'Abstain', amount: abstain, name: 'abstain' },
  ];
  const text = `${rows.map((row) => `${row.word} ${written(row.amount)}`).join(', ')}. `
    + (quorum === null ? 'The quorum is known when the vote begins.'
      : `Quorum: ${written(yes + abstain)} of ${written(quorum)} for or abstaining, `
        + `${reached ? 'reached' : 'not reached'}.`);
  return (
    <div className="tally">
      <Picture rows={rows} cast={cast} quorum={quorum} counted={yes + abstain} text={text} />
      <dl className="facts">
        {rows.map((row) => (
          <div key={row.word}>
            <dt><Swatch name={row.name} /> {row.word}</dt>
            <dd>{written(row.amount)} <span className="hint">{percentText(row.amount, cast)} of those cast</span></dd>
          </div>
        ))}
        <div>
          <dt>Quorum</dt>
          <dd>{quorum === null ? 'known when the vote begins' : <>
            {reached ? 'reached' : 'not reached'}: {written(yes + abstain)} of {written(quorum)}
            <span className="hint"> for or abstaining</span></>}</dd>
        </div>
      </dl>
    </div>
  );
}

function Picture({ rows, cast, quorum, counted, text }: {
  rows: readonly { name: string; amount: bigint }[]; cast: bigint; quorum: bigint | null; counted: bigint; text: string;
}) {
  const whole = [cast, quorum ?? 0n, counted, 1n].reduce((a, b) => (a > b ? a : b));
  const wide = (amount: bigint): number => Number((amount * 100_000n) / whole) / 100;
  let x = 0;
  return (
    <svg className="bars" viewBox="0 -14 1000 70" role="img" aria-label={text}>
      <Patterns />
      <rect width="1000" height="26" className="ground" />
      {rows.map((row) => {
        const from = x;
        x += wide(row.amount);
        return <rect key={row.name} className={`bar ${row.name}`} x={from} width={wide(row.amount)} height="26" />;
      })}
      <rect y="34" width="1000" height="12" className="ground" />
      <rect y="34" width={wide(counted)} height="12" className="bar counted" />
      {quorum !== null && quorum > 0n && (
        <g transform={`translate(${Math.min(994, Math.max(6, wide(quorum)))} 0)`} className="quorum">
          <path d="M0 28v24" /><path d="M0 30l-6-8h12z" />
        </g>
      )}
    </svg>
  );
}

// Each side has a pattern besides its colour, also in print and for who does not see colours apart.
function Patterns() {
  return (
    <defs>
      <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="8" height="8" className="against-ground" /><rect width="3" height="8" className="against-line" />
      </pattern>
      <pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect width="8" height="8" className="abstain-ground" />
        <circle cx="4" cy="4" r="1.800" className="abstain-dot" />
      </pattern>
    </defs>
  );
}

function Swatch({ name }: { name: string }) {
  return (
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" className="bars swatch">
      <rect width="14" height="14" rx="3" className={`bar ${name}`} />
    </svg>
  );
}
