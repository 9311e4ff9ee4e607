import type { BudgetView } from '../node/views';
import { inWords } from '../parts/Time';
import { units, visible } from '../parts';

/** What may leave at once: used, reserved and left as parts of the burst, with marks at 50, 75 and 90 % used. */
export function Level({ budget }: { budget: BudgetView }) {
  const burst = BigInt(budget.burst);
  const share = (amount: string): number => (burst === 0n ? 0 : Number((BigInt(amount) * 10_000n) / burst) / 100);
  const left = share(budget.level);
  const held = Math.min(100 - left, share(budget.reserved));
  const used = 100 - left - held;
  const name = visible(budget.name);
  const said =
    `${name}: ${units(budget.level, budget.decimals)} of ${units(budget.burst, budget.decimals)} may be used now, ` +
    `${units(budget.reserved, budget.decimals)} is reserved${refillWords(budget)}`;
  return (
    <figure className="level">
      <svg viewBox="0 0 400 34" role="img" aria-label={said} preserveAspectRatio="none">
        <rect className="track" x="0" y="6" width="400" height="16" rx="3" />
        <rect className="used" x="0" y="6" width={used * 4} height="16" />
        <rect className="held" x={used * 4} y="6" width={held * 4} height="16" />
        {[50, 75, 90].map((at) => (
          <line key={at} className="tick" x1={at * 4} x2={at * 4} y1="2" y2="26" />
        ))}
      </svg>
      <figcaption>
        <strong>{units(budget.level, budget.decimals)}</strong> of {units(budget.burst, budget.decimals)} {name} may
        be used now{burst > BigInt(budget.level) + BigInt(budget.reserved) &&
          <>, {units((burst - BigInt(budget.level) - BigInt(budget.reserved)).toString(), budget.decimals)} used</>}
        {budget.reserved !== '0' && <>, {units(budget.reserved, budget.decimals)} reserved</>}
        {refillWords(budget)}
      </figcaption>
    </figure>
  );
}

// When it is full again if nothing is used.
function refillWords(budget: BudgetView): string {
  const missing = BigInt(budget.burst) - BigInt(budget.level);
  const perDay = BigInt(budget.perDay);
  if (missing <= 0n) return '; it is full';
  if (perDay === 0n) return '; it does not fill up again';
  return `; full again in ${inWords(Number((missing * 86_400n) / perDay))}`;
}
