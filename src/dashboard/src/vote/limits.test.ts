import type { Address, Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { limitChanges, rateText, type Limit } from './limits';

const usdc: Address = '0xdE709F2102306220921060314715629080E2FB77';
const by: Address = '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb';
const none = 2n ** 128n - 1n;
const perDay = (units: bigint): bigint => (units << 64n) / 86_400n;
const limit: Limit = {
  asset: usdc, perAction: 1_000_000_000n, burst: 1_500_000_000n, rate: perDay(300_000_000n), lifetime: 20_000_000_000n,
  payeesRoot: `0x${'11'.repeat(32)}` as Hex, askAbove: 150_000_000n, askBy: by,
};
const unit = () => ({ symbol: 'USDC', decimals: 6 });
const ways = (before: Limit[], after: Limit[]) =>
  limitChanges(before, after, unit).map(
    (one) => `${one.way}: ${one.about}: ${one.before} -> ${one.after}`.replaceAll('\u202f', ''));

describe('limits', () => {
  it('that stay say nothing', () => expect(ways([limit], [{ ...limit }])).toEqual([]));

  it.each([
    ['perAction', 2_000_000_000n, 'looser: USDC at a time: 1000 USDC -> 2000 USDC'],
    ['burst', 1n, 'tighter: USDC at once: 1500 USDC -> 0.000001 USDC'],
    ['rate', perDay(500_000_000n), 'looser: USDC growing back: 300 USDC a day -> 500 USDC a day'],
    ['lifetime', none, 'looser: USDC in all: 20000 USDC -> without an end'],
    ['askAbove', none, 'looser: USDC without approval, at a time: 150 USDC -> any amount'],
    ['askAbove', 1n, 'tighter: USDC without approval, at a time: 150 USDC -> 0.000001 USDC'],
  ])('of which %s moves to %s say which way', (name, value, expected) =>
    expect(ways([limit], [{ ...limit, [name]: value }])).toEqual([expected]));

  it('with other payees count as looser', () =>
    expect(ways([limit], [{ ...limit, payeesRoot: `0x${'22'.repeat(32)}` }])[0]).toMatch(/^looser: who may be paid/));

  it('with another approver are both', () =>
    expect(ways([limit], [{ ...limit, askBy: usdc }])[0]).toMatch(/^both: who approves USDC/));

  it('of an asset that comes or goes say so', () => {
    expect(ways([], [limit])[0]).toMatch(/^looser: USDC may be paid: no -> at most 1000 USDC at a time/);
    expect(ways([limit], [])[0]).toMatch(/^tighter: USDC may be paid: at most 1000 USDC .* -> no$/);
  });

  it('name a rate as it was written where they can', () => {
    expect(rateText((5n << 64n) / 604_800n, { symbol: 'X', decimals: 0 })).toBe('5 X a week');
    expect(rateText((1n << 64n) / 3n, { symbol: 'X', decimals: 0 })).toBe('28\u202f800 X a day');
    expect(rateText(1n, { symbol: 'X', decimals: 0 })).toBe('at most 1 X a day');
  });
});
