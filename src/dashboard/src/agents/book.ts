import type { LeafView } from '../node/views';

/** One action, or one event of the log that belongs to none, as its leaves tell it. */
export interface Row {
  /** Action id; of an event its leaf's hash. */
  readonly id: string;
  /** Number of its first leaf that is known. */
  seq: number;
  /** RFC 3339: when it was decided, or happened. */
  time: string;
  /** Null where it serves none. */
  instruction: string | null;
  /** When its instruction came; null where that leaf is not known or there is none. */
  instructed: string | null;
  /** `allowed`, `approval` or `denied`; null of an event. */
  verdict: 'allowed' | 'approval' | 'denied' | null;
  /** `open`, `waiting`, `done`, `failed`, `unknown`, `expired`, `refused`; of an event its kind. */
  outcome: string;
  rule: string | null;
  /** Why it was refused, as the log's own word: `DeniedByRule`, `OverBudget`, ... Null where it was not. */
  refusal: string | null;
  effect: string;
  label: string;
  asset: string | null;
  amount: string;
}

const zero = /^0x0*$/;

/**
 * The log of one agent as rows. Pages of leaves may come in any order and twice; an action whose leaves stand in two
 * pages becomes one row.
 */
export class Book {
  private readonly rows = new Map<string, Row>();
  /** When each instruction came, and the rows whose instruction has not been read yet. */
  private readonly given = new Map<string, string>();
  private readonly asking = new Map<string, Row[]>();
  /** Numbers of the first and the last leaf it has; 0 before any. */
  first = 0;
  last = 0;

  add(leaves: readonly LeafView[]): void {
    for (const leaf of leaves) {
      this.first = this.first === 0 ? leaf.seq : Math.min(this.first, leaf.seq);
      this.last = Math.max(this.last, leaf.seq);
      if (leaf.kind === 'Instructed') this.give(leaf);
      else if (!zero.test(leaf.action)) this.act(leaf);
      else if (leaf.kind !== 'Answered') this.happen(leaf);
    }
  }

  /** All rows, the newest first. */
  all(): Row[] {
    return [...this.rows.values()].sort((one, other) => other.seq - one.seq);
  }

  private give(leaf: LeafView): void {
    if (leaf.instruction === null) return;
    this.given.set(leaf.instruction, leaf.time);
    for (const row of this.asking.get(leaf.instruction) ?? []) row.instructed = leaf.time;
    this.asking.delete(leaf.instruction);
  }

  private act(leaf: LeafView): void {
    const row = this.rows.get(leaf.action) ?? this.make(leaf.action, leaf);
    row.seq = Math.min(row.seq, leaf.seq);
    row.effect = leaf.effect === 'None' ? row.effect : leaf.effect;
    switch (leaf.kind) {
      case 'Opened':
        row.verdict = leaf.verdict === 'AllowedAfterApproval' ? 'approval' : 'allowed';
        row.outcome = later(row.outcome, 'open');
        row.time = leaf.time;
        row.amount = leaf.amount;
        break;
      case 'Awaiting':
        row.verdict ??= 'approval';
        row.outcome = later(row.outcome, 'waiting');
        break;
      case 'Refused':
        row.verdict = 'denied';
        row.outcome = 'refused';
        row.refusal = leaf.verdict;
        break;
      case 'Expired':
        row.outcome = 'expired';
        break;
      case 'Closed':
        row.verdict ??= 'allowed';
        row.outcome = leaf.verdict.toLowerCase();
        break;
      // Approved: counts when its action opens.
    }
  }

  private happen(leaf: LeafView): void {
    const row = this.rows.get(leaf.hash) ?? this.make(leaf.hash, leaf);
    row.outcome = leaf.kind.toLowerCase();
  }

  private make(id: string, leaf: LeafView): Row {
    const row: Row = {
      id, seq: leaf.seq, time: leaf.time, instruction: leaf.instruction,
      instructed: leaf.instruction === null ? null : this.given.get(leaf.instruction) ?? null, verdict: null,
      outcome: '', rule: leaf.rule, refusal: null, effect: leaf.effect, label: leaf.label, asset: leaf.asset,
      amount: leaf.amount,
    };
    this.rows.set(id, row);
    if (row.instruction !== null && row.instructed === null)
      this.asking.set(row.instruction, [...this.asking.get(row.instruction) ?? [], row]);
    return row;
  }
}

// An older page never takes back what a newer one told.
const later = (known: string, found: string): string =>
  known === '' || (known === 'waiting' && found === 'open') ? found : known;
