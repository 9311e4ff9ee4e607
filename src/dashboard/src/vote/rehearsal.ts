/** What a node says about a proposal: the comparison and the backtest of `dai`, made by the same code. */
export interface Rehearsal { readonly proposal: string; readonly documents: readonly RehearsedDocument[] }

export interface RehearsedDocument {
  readonly root: string;
  readonly published: string;
  readonly limitsHash: string | null;
  readonly attestations: readonly {
    readonly operator: string; readonly limitsHash: string; readonly compiler: string; readonly report: string | null;
  }[];
  readonly disagreements: readonly string[];
  /** Why nobody can say what it changes; null where `diff` does. */
  readonly fault: string | null;
  readonly diff: PolicyComparison | null;
  /** Null where none could be made; `backtestFault` says why. */
  readonly backtest: Backtest | null;
  readonly backtestFault: string | null;
}

export interface PolicyComparison {
  readonly agent: string; readonly from: string; readonly to: string;
  readonly loosens: boolean; readonly tightens: boolean;
  readonly sentences: readonly {
    readonly about: string; readonly loosens: boolean; readonly tightens: boolean; readonly text: string;
    readonly doubt: string | null; readonly witnesses: readonly { readonly text: string }[];
  }[];
  readonly exposure: readonly {
    readonly asset: string; readonly before: string; readonly after: string; readonly atOnce: string | null;
  }[];
}

export interface Backtest {
  readonly hash: string;
  readonly actions: number;
  readonly lines: readonly string[];
  readonly report: {
    readonly block: string; readonly same: number; readonly skipped: Readonly<Record<string, number>>;
    readonly changed: readonly ChangedAction[];
  };
}

export interface ChangedAction {
  readonly action: string; readonly tool: string;
  readonly then: Verdict; readonly now: Verdict; readonly why?: string;
  readonly asset?: string; readonly amount?: string;
}

export interface Verdict { readonly verdict: Reached; readonly rule: string | null }
export type Reached = 'denied' | 'approval' | 'allowed';

/** How many recorded actions move from which verdict to which. */
export function movements(changed: readonly ChangedAction[]): readonly { from: Reached; to: Reached; count: number }[] {
  const counts = new Map<string, { from: Reached; to: Reached; count: number }>();
  for (const { then, now } of changed) {
    const key = `${then.verdict} ${now.verdict}`;
    const one = counts.get(key) ?? { from: then.verdict, to: now.verdict, count: 0 };
    counts.set(key, { ...one, count: one.count + 1 });
  }
  return [...counts.values()];
}
