import { describe, expect, it } from 'vitest';
import type { BudgetView } from '../node/views';
import { bound, day, forecast, type Spend } from './forecast';

const now = 1_000 * day;

const budget = (more: Partial<BudgetView> = {}): BudgetView => ({
  name: 'USDC', level: '500', burst: '1000', spent: '4000', reserved: '0', asset: '0x01', decimals: 0, perDay: '100',
  lifetime: '10000', ...more,
});

const paid = (...entries: [daysAgo: number, amount: number][]): Spend[] =>
  entries.map(([ago, amount]) => ({ at: now - ago * day, amount: BigInt(amount) }));

describe('a forecast', () => {
  it('is none where nothing was paid in seven days', () => {
    expect(forecast(budget(), [], now)).toBeNull();
    expect(forecast(budget(), paid([7.5, 100]), now)).toBeNull();
  });

  it('goes by the days since the first payment, seven at the most', () => {
    expect(forecast(budget(), paid([1.5, 300], [0.5, 100]), now)).toMatchObject(
      { days: 2, pace: 200n, slowest: 100n, fastest: 300n });
    expect(forecast(budget(), paid([30, 9_999], [6.5, 700]), now)).toMatchObject(
      { days: 7, pace: 100n, slowest: 0n, fastest: 700n });
  });

  it('names the moment at which a payment waits for the refill', () => {
    // 200 a day against a refill of 100: 500 last for five days.
    expect(forecast(budget(), paid([1.5, 300], [0.5, 100]), now)?.empty).toBe(now + 5 * day);
    expect(forecast(budget({ perDay: '200' }), paid([1.5, 300], [0.5, 100]), now)?.empty).toBeNull();
  });

  it('names the moment at which the lifetime is used up', () => {
    expect(forecast(budget(), paid([1.5, 300], [0.5, 100]), now)?.over).toBe(now + 30 * day);
    expect(forecast(budget({ lifetime: null }), paid([0.5, 100]), now)?.over).toBeNull();
    expect(forecast(budget({ lifetime: '4000' }), paid([0.5, 100]), now)?.over).toBe(now);
  });

  it('does not name a moment that nobody lives to see', () =>
    expect(forecast(budget({ lifetime: String(10n ** 30n) }), paid([0.5, 1]), now)?.over).toBeNull());
});

describe('the most that can leave', () => {
  it.each([[0, 1_000n], [day, 1_100n], [day / 2, 1_050n], [-1, 1_000n]])('in %i ms is %s', (ms, most) =>
    expect(bound(budget(), ms)).toBe(most));
});
