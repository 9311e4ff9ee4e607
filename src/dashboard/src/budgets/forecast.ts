import type { BudgetView } from '../node/views';
import type { Row } from '../agents/book';

export const day = 86_400_000;

/** Money that left, oldest first. Times in milliseconds since the epoch, amounts in smallest units. */
export interface Spend {
  readonly at: number;
  readonly amount: bigint;
}

/** What the pace of the last days leads to. Times in milliseconds since the epoch, null = never at this pace. */
export interface Forecast {
  /** Days that the pace was taken from: 1 to 7. */
  readonly days: number;
  /** Smallest units a day: the mean, the slowest day and the fastest one. */
  readonly pace: bigint;
  readonly slowest: bigint;
  readonly fastest: bigint;
  /** When a payment has to wait for the refill. */
  readonly empty: number | null;
  /** When the lifetime of the budget is used up. */
  readonly over: number | null;
}

/** The payments of an asset in a log. */
export function spendsOf(rows: readonly Row[], asset: string): Spend[] {
  return rows
    .filter(
      (row) => row.effect === 'Money' && row.outcome === 'done' && row.asset?.toLowerCase() === asset.toLowerCase(),
    )
    .map((row) => ({ at: Date.parse(row.time), amount: BigInt(row.amount) }))
    .sort((one, other) => one.at - other.at);
}

/**
 * The forecast of a budget at the pace of the last seven days, or of those since its first payment. Null where nothing
 * was paid in them: there is no pace then, and none is invented.
 */
export function forecast(budget: BudgetView, spends: readonly Spend[], now: number): Forecast | null {
  const recent = spends.filter((spend) => spend.at > now - 7 * day && spend.at <= now);
  if (recent.length === 0) return null;
  const began = spends[0]!.at;
  const days = Math.max(1, Math.min(7, Math.ceil((now - began) / day)));
  const perDay = Array.from({ length: days }, () => 0n);
  for (const { at, amount } of recent) perDay[Math.min(days - 1, Math.floor((now - at) / day))]! += amount;
  const total = perDay.reduce((sum, one) => sum + one, 0n);
  const pace = total / BigInt(days);
  const refill = BigInt(budget.perDay);
  const drain = pace - refill;
  const left = budget.lifetime === null ? null : BigInt(budget.lifetime) - BigInt(budget.spent);
  return {
    days,
    pace,
    slowest: perDay.reduce((a, b) => (a < b ? a : b)),
    fastest: perDay.reduce((a, b) => (a > b ? a : b)),
    empty: drain > 0n ? after(now, BigInt(budget.level), drain) : null,
    over: left === null || pace === 0n ? null : left <= 0n ? now : after(now, left, pace),
  };
}

/** Milliseconds since the epoch at which `amount` is gone at `perDay`; null beyond a hundred years. */
function after(now: number, amount: bigint, perDay: bigint): number | null {
  const ms = (amount * BigInt(day)) / perDay;
  return ms > 36_500n * BigInt(day) ? null : now + Number(ms);
}

/** The most that may have left in a window: burst and refill, whatever was voted or stolen. */
export const bound = (budget: BudgetView, ms: number): bigint =>
  BigInt(budget.burst) + (BigInt(budget.perDay) * BigInt(Math.max(0, Math.floor(ms)))) / BigInt(day);
