import { type Json, type JsonMap } from './jcs';
import { Verdict } from './leaf';

const verdicts: Record<number, string> = {
  [Verdict.allowed]: 'allowed', [Verdict.allowedAfterApproval]: 'allowed after approval',
  [Verdict.deniedByRule]: 'denied', [Verdict.deniedBySilence]: 'denied, no rule permits it',
  [Verdict.overBudget]: 'over budget', [Verdict.frozen]: 'frozen', [Verdict.noPolicy]: 'no policy in force',
};

export const verdictWord = (verdict: number): string => verdicts[verdict] ?? 'waiting';

export const outcomeWord = (verdict: number): string =>
  verdict === Verdict.done ? 'done' : verdict === Verdict.failed ? 'failed' : 'unknown';

/** Who gave an instruction. */
export function whoAsked(source: { kind: number; id: string } | null): string {
  switch (source?.kind) {
    case undefined: return 'somebody';
    case 1: return `account 0x${source!.id.slice(26)}`;
    case 2: return 'a voted schedule';
    case 3: return 'a voted event';
    case 4: return `the agent of stream ${source!.id}`;
    case 5: return `the operator's node 0x${source!.id.slice(26)}`;
    default: return `an instructor of kind ${source!.kind}`;
  }
}

const listed = (value: Json | undefined): string =>
  Array.isArray(value) && value.length > 0 ? value.map(String).join(' and ') : 'nothing';

/** Labels of the turn and of each argument. */
export function labelsText(facts: JsonMap): string {
  const each = Object.entries((facts.labels ?? {}) as JsonMap).map(([name, value]) => `${name} from ${listed(value)}`);
  return [`the turn had read ${listed(facts.turn)}`, ...each].join('; ');
}
