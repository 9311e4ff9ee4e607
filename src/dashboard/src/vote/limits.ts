import { isAddressEqual, type Address, type Hex } from 'viem';
import { units } from '../parts/Money';

/** The limits of one asset, as `publish` gives them to the vault. */
export interface Limit {
  readonly asset: Address; readonly perAction: bigint; readonly burst: bigint;
  /** Smallest units a second, times 2^64. */
  readonly rate: bigint;
  readonly lifetime: bigint; readonly payeesRoot: Hex; readonly askAbove: bigint; readonly askBy: Address;
}

/** A token as it names itself. */
export interface Unit { readonly symbol: string; readonly decimals: number }

/** Which way a change moves; `both` where it does both, doubt counts as looser. */
export type Way = 'looser' | 'tighter' | 'both' | 'same';

/** One line of a comparison. */
export interface Change { readonly way: Way; readonly about: string; readonly before: string; readonly after: string }

const none = 2n ** 128n - 1n;

/** What a publication changes in the money that the vault lets go, from the numbers alone. */
export function limitChanges(
  before: readonly Limit[], after: readonly Limit[], unitOf: (asset: Address) => Unit,
): readonly Change[] {
  const find = (limits: readonly Limit[], asset: Address): Limit | undefined =>
    limits.find((one) => isAddressEqual(one.asset, asset) && one.burst > 0n);
  const assets = [...before, ...after].map((one) => one.asset.toLowerCase());
  return [...new Set(assets)].flatMap((asset) => {
    const [old, now] = [find(before, asset as Address), find(after, asset as Address)];
    const unit = unitOf(asset as Address);
    if (old === undefined && now === undefined) return [];
    if (old === undefined && now !== undefined)
      return [{ way: 'looser', about: `${unit.symbol} may be paid`, before: 'no', after: limitText(now, unit) }];
    if (old !== undefined && now === undefined)
      return [{ way: 'tighter', about: `${unit.symbol} may be paid`, before: limitText(old, unit), after: 'no' }];
    return old !== undefined && now !== undefined ? changesOf(old, now, unit) : [];
  });
}

/** What an asset's limits say, in one line. */
export function limitText(limit: Limit, unit: Unit): string {
  const text = (amount: bigint): string => amountText(amount, unit);
  return `at most ${text(limit.perAction)} at a time and ${text(limit.burst)} at once, `
    + `then ${rateText(limit.rate, unit)}, `
    + (limit.lifetime === none ? 'without an end' : `${text(limit.lifetime)} in all`)
    + (limit.askAbove === none ? '' : `; above ${text(limit.askAbove)} at a time ${limit.askBy} must approve`);
}

function changesOf(old: Limit, now: Limit, unit: Unit): Change[] {
  const changes: Change[] = [];
  const compare = (about: string, was: bigint, is: bigint, write: (value: bigint) => string): void => {
    if (was !== is)
      changes.push({ way: is > was ? 'looser' : 'tighter', about, before: write(was), after: write(is) });
  };
  const amount = (value: bigint): string => amountText(value, unit);
  const orNone = (word: string) => (value: bigint): string => value === none ? word : amount(value);
  compare(`${unit.symbol} at a time`, old.perAction, now.perAction, amount);
  compare(`${unit.symbol} at once`, old.burst, now.burst, amount);
  compare(`${unit.symbol} growing back`, old.rate, now.rate, (rate) => rateText(rate, unit));
  compare(`${unit.symbol} in all`, old.lifetime, now.lifetime, orNone('without an end'));
  compare(`${unit.symbol} without approval, at a time`, old.askAbove, now.askAbove, orNone('any amount'));
  if (old.askAbove !== none && now.askAbove !== none && !isAddressEqual(old.askBy, now.askBy))
    changes.push({ way: 'both', about: `who approves ${unit.symbol}`, before: old.askBy, after: now.askBy });
  if (old.payeesRoot !== now.payeesRoot)
    changes.push({
      way: 'looser', about: `who may be paid in ${unit.symbol}`, before: `list ${old.payeesRoot}`,
      after: `list ${now.payeesRoot}`,
    });
  return changes;
}

const periods: readonly [number, string][] = [
  [86_400, 'a day'], [3600, 'an hour'], [604_800, 'a week'], [60, 'a minute'], [1, 'a second'],
];

/** A rate as it was written, where one of the policy language's periods gives exactly it; else a day's, rounded up. */
export function rateText(rate: bigint, unit: Unit): string {
  for (const [seconds, word] of periods) {
    const amount = (rate * BigInt(seconds) + (1n << 64n) - 1n) >> 64n;
    if ((amount << 64n) / BigInt(seconds) === rate) return `${amountText(amount, unit)} ${word}`;
  }
  const day = (rate * 86_400n + (1n << 64n) - 1n) >> 64n;
  return `at most ${amountText(day, unit)} a day`;
}

/** An amount of smallest units in whole tokens, with every digit. */
export function amountText(amount: bigint, unit: Unit): string {
  return `${units(amount.toString(), unit.decimals)} ${unit.symbol}`;
}

/** The coin of the chain, as vaults name it. */
export function isNative(asset: Address): boolean {
  return isAddressEqual(asset, '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE');
}

export const nativeUnit: Unit = { symbol: 'ETH', decimals: 18 };
