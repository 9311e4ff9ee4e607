import type { Row } from './book';

const refusals: Record<string, string> = {
  DeniedByRule: 'denied by rule',
  DeniedBySilence: 'denied by silence',
  OverBudget: 'over budget',
  Frozen: 'frozen',
  PolicyStaleOrInvalid: 'policy stale or invalid',
};

/** The decision in words. */
export function said(row: Row): string {
  if (row.refusal !== null) return refusals[row.refusal] ?? row.refusal;
  return row.verdict === 'approval'
    ? row.outcome === 'waiting'
      ? 'waiting'
      : 'approved'
    : (row.verdict ?? row.outcome);
}

/** How many of each, for the text beside a picture: `31 actions: 22 done, 8 refused, 1 waiting`. */
export function counted(rows: readonly Row[]): string {
  const actions = rows.filter((row) => row.verdict !== null);
  const counts = new Map<string, number>();
  for (const { outcome } of actions) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].sort((one, other) => other[1] - one[1]).map(([word, count]) => `${count} ${word}`);
  const all = `${actions.length} ${actions.length === 1 ? 'action' : 'actions'}`;
  return parts.length > 0 ? `${all}: ${parts.join(', ')}` : all;
}

/** How many leaves, in words. */
export const leaves = (count: number): string => `${count} ${count === 1 ? 'leaf' : 'leaves'}`;
