import { visible } from '../../parts/visible';
import type { Publication } from '../changes';
import { amountText, type Limit, type Unit } from '../limits';

const wide = 320;

/** What could leave at once, of what lies in the vault: under the policy in force, and under the proposed one. */
export function Stake({ publication, unit }: { publication: Publication; unit: (asset: string) => Unit }) {
  const { old, after, held } = publication;
  const most = (limits: readonly Limit[], asset: string): bigint =>
    limits.find((one) => one.asset.toLowerCase() === asset.toLowerCase())?.burst ?? 0n;
  return held.map(({ asset, amount }) => (
    <Bars key={asset} unit={unit(asset)} held={amount} now={most(old, asset)} then={most(after, asset)} />
  ));
}

function Bars({ unit, held, now, then }: { unit: Unit; held: bigint; now: bigint; then: bigint }) {
  const top = [held, now, then].reduce((one, other) => (one > other ? one : other));
  if (top === 0n) return null;
  const text = (amount: bigint): string => visible(amountText(amount, unit));
  const said = `May leave at once: ${text(now)} now, ${text(then)} then; ${text(held)} lie in the vault`;
  const width = (amount: bigint): number =>
    Math.max(amount > 0n ? 2 : 0, (Number((amount * 1_000n) / top) * wide) / 1_000);
  const rows = [['now', now, 'before'], ['then', then, then > now ? 'more' : then < now ? 'less' : 'before']] as const;
  return (
    <figure className="stake-bars">
      <svg viewBox={`0 0 ${wide + 150} 70`} role="img" aria-label={said}>
        {rows.map(([word, amount, kind], row) => (
          <g key={word} transform={`translate(0 ${row * 24 + 2})`}>
            <text x="0" y="15">{word}</text>
            <rect className={kind} x="40" y="3" width={width(amount)} height="16" rx="2" />
            <text x={46 + width(amount)} y="15">{text(amount)}</text>
          </g>
        ))}
        <g className="vault-mark">
          <path d={`M${40 + width(held)} 0v52`} />
          <text x={40 + width(held)} y="66" textAnchor={width(held) > wide / 2 ? 'end' : 'start'}>
            in the vault {text(held)}</text>
        </g>
      </svg>
      <figcaption className="unseen">{said}.</figcaption>
    </figure>
  );
}
