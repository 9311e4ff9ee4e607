import type { BudgetView } from '../node/views';
import { units, visible } from '../parts';
import { bound, day, type Forecast, type Spend } from './forecast';

const wide = 640;
const tall = 220;
const left = 8;
const bottom = 26;

/**
 * Money that left in the last days, step by step, under the most that could have left (burst and refill), and where the
 * pace leads: a cone between the slowest and the fastest day.
 */
export function BurnDown({ budget, spends, forecast, now }: {
  budget: BudgetView; spends: readonly Spend[]; forecast: Forecast | null; now: number;
}) {
  const days = forecast?.days ?? 7;
  const from = now - days * day;
  const until = now + days * day;
  const inside = spends.filter((spend) => spend.at >= from);
  const spent = inside.reduce((sum, one) => sum + one.amount, 0n);
  const ahead = (perDay: bigint): bigint => spent + perDay * BigInt(days);
  const top = [bound(budget, until - from), forecast === null ? spent : ahead(forecast.fastest)].reduce((a, b) => a > b ? a : b);
  const x = (at: number): number => left + (at - from) / (until - from) * (wide - 2 * left);
  const y = (amount: bigint): number => tall - bottom - (top === 0n ? 0 : Number(amount * 10_000n / top) / 10_000 * (tall - bottom - 12));
  const show = (amount: bigint): string => `${units(amount.toString(), budget.decimals)} ${visible(budget.name)}`;
  const said = `${show(spent)} left in the last ${days} days; at most ${show(bound(budget, now - from))} could have`
    + (forecast === null ? '; nothing was paid of late, so there is no pace to go by'
      : `; at ${show(forecast.pace)} a day it would be ${show(ahead(forecast.pace))} by the end of the picture, `
        + `between ${show(ahead(forecast.slowest))} and ${show(ahead(forecast.fastest))}`);
  return (
    <figure className="burn">
      <svg viewBox={`0 0 ${wide} ${tall}`} role="img" aria-label={said}>
        <line className="axis" x1={left} x2={wide - left} y1={tall - bottom} y2={tall - bottom} />
        <path className="bound" d={`M${x(from)} ${y(bound(budget, 0))}L${x(until)} ${y(bound(budget, until - from))}`} />
        {forecast !== null && (
          <>
            <path className="cone" d={`M${x(now)} ${y(spent)}L${x(until)} ${y(ahead(forecast.fastest))}V${y(ahead(forecast.slowest))}z`} />
            <path className="pace" d={`M${x(now)} ${y(spent)}L${x(until)} ${y(ahead(forecast.pace))}`} />
          </>
        )}
        <path className="spent" d={stepsOf(inside, from, now, x, y)} />
        <line className="now" x1={x(now)} x2={x(now)} y1="8" y2={tall - bottom} />
        <text x={x(from)} y={tall - 8}>{label(from)}</text>
        <text x={x(now)} y={tall - 8} textAnchor="middle">now</text>
        <text x={x(until)} y={tall - 8} textAnchor="end">{label(until)}</text>
      </svg>
      <ul className="legend" aria-hidden="true">
        <li><svg viewBox="0 0 24 8"><path className="spent" d="M0 6h12v-4h12" /></svg>spent</li>
        <li><svg viewBox="0 0 24 8"><path className="bound" d="M0 6L24 2" /></svg>most that can leave</li>
        {forecast !== null && <li><svg viewBox="0 0 24 8"><path className="pace" d="M0 6L24 2" /></svg>at this pace</li>}
      </ul>
      <figcaption>{said}.</figcaption>
    </figure>
  );
}

function stepsOf(
  spends: readonly Spend[], from: number, now: number, x: (at: number) => number, y: (amount: bigint) => number): string {
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
