import type { BudgetView } from '../node/views';
import { units, visible } from '../parts';
import { bound, day, type Forecast, type Spend } from './forecast';

const wide = 640;
const tall = 200;

/**
 * Money that left in the last days, step by step, under the most that could have left (burst and refill), and where the
 * pace leads: a cone between the slowest and the fastest day, cut where the vault would refuse.
 */
export function BurnDown({
  budget,
  spends,
  forecast,
  now,
}: {
  budget: BudgetView;
  spends: readonly Spend[];
  forecast: Forecast | null;
  now: number;
}) {
  const days = forecast?.days ?? 7;
  const from = now - days * day;
  const until = now + days * day;
  const inside = spends.filter((spend) => spend.at >= from);
  const spent = inside.reduce((sum, one) => sum + one.amount, 0n);
  const top = bound(budget, until - from);
  const ahead = (perDay: bigint): bigint => least(spent + perDay * BigInt(days), top);
  const x = (at: number): number => ((at - from) / (until - from)) * wide;
  const y = (amount: bigint): number =>
    tall - 2 - (top === 0n ? 0 : (Number((amount * 10_000n) / top) / 10_000) * (tall - 10));
  const said = describe(budget, forecast, days, spent, bound(budget, now - from), ahead);
  return (
    <figure className="burn">
      <div className="ticks" aria-hidden="true">
        <span>{about(budget, bound(budget, 0))} {visible(budget.name)} could leave</span>
        <span>{about(budget, top)} {visible(budget.name)}</span>
      </div>
      <svg viewBox={`0 0 ${wide} ${tall}`} preserveAspectRatio="none" role="img" aria-label={said}>
        <line className="axis" x1="0" x2={wide} y1={tall - 1} y2={tall - 1} />
        {forecast !== null && (
          <>
            <path
              className="cone"
              d={`M${x(now)} ${y(spent)}L${x(until)} ${y(ahead(forecast.fastest))}V${y(ahead(forecast.slowest))}z`}
            />
            <path className="pace" d={`M${x(now)} ${y(spent)}L${x(until)} ${y(ahead(forecast.pace))}`} />
          </>
        )}
        <path className="bound" d={`M${x(from)} ${y(bound(budget, 0))}L${x(until)} ${y(top)}`} />
        <path className="spent" d={stepsOf(inside, from, now, x, y)} />
        <line className="now" x1={x(now)} x2={x(now)} y1="4" y2={tall} />
      </svg>
      <div className="ticks" aria-hidden="true">
        <span>{label(from)}</span>
        <span>now</span>
        <span>{label(until)}</span>
      </div>
      <ul className="legend" aria-hidden="true">
        <li>
          <svg viewBox="0 0 24 8">
            <path className="spent" d="M0 6h12v-4h12" />
          </svg>
          spent
        </li>
        <li>
          <svg viewBox="0 0 24 8">
            <path className="bound" d="M0 6L24 2" />
          </svg>
          most that can leave
        </li>
        {forecast !== null && (
          <li>
            <svg viewBox="0 0 24 8">
              <path className="pace" d="M0 6L24 2" />
            </svg>
            at this pace
          </li>
        )}
      </ul>
      <figcaption>{said}.</figcaption>
    </figure>
  );
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

// A forecast is no amount that anybody pays: two digits after the point are enough of it.
function about(budget: BudgetView, amount: bigint): string {
  const keep = 10n ** BigInt(Math.max(0, budget.decimals - 2));
  return units(((amount / keep) * keep).toString(), budget.decimals);
}

function describe(
  budget: BudgetView,
  forecast: Forecast | null,
  days: number,
  spent: bigint,
  could: bigint,
  ahead: (perDay: bigint) => bigint,
): string {
  const name = visible(budget.name);
  const now =
    `${units(spent.toString(), budget.decimals)} ${name} left in the last ${days === 1 ? 'day' : `${days} days`}; ` +
    `at most ${about(budget, could)} could have`;
  return forecast === null
    ? `${now}; nothing was paid of late, so there is no pace to go by`
    : `${now}; at about ${about(budget, forecast.pace)} a day it is ` +
        `${about(budget, ahead(forecast.pace))} at the right edge, between ` +
        `${about(budget, ahead(forecast.slowest))} and ${about(budget, ahead(forecast.fastest))}`;
}

function stepsOf(
  spends: readonly Spend[],
  from: number,
  now: number,
  x: (at: number) => number,
  y: (amount: bigint) => number,
): string {
  let sum = 0n;
  let path = `M${x(from)} ${y(0n)}`;
  for (const { at, amount } of spends) {
    sum += amount;
    path += `H${x(at).toFixed(1)}V${y(sum).toFixed(1)}`;
  }
  return `${path}H${x(now)}`;
}

const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const label = (at: number): string => date.format(new Date(at));
