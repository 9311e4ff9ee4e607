import { type Hex, keccak, utf8 } from './hash';
import { isMap, type Json, type JsonMap, member } from './jcs';
import { Verdict } from './leaf';
import { checksummed, decimal } from './policy/values';

const verdicts: Record<number, string> = {
  [Verdict.allowed]: 'allowed', [Verdict.allowedAfterApproval]: 'allowed after approval',
  [Verdict.deniedByRule]: 'denied', [Verdict.deniedBySilence]: 'denied, no rule permits it',
  [Verdict.overBudget]: 'over budget', [Verdict.frozen]: 'frozen', [Verdict.noPolicy]: 'no policy in force',
};

export const verdictWord = (verdict: number): string => verdicts[verdict] ?? 'waiting';

export const outcomeWord = (verdict: number): string =>
  verdict === Verdict.done ? 'done' : verdict === Verdict.failed ? 'failed' : 'unknown';

/** The address in the last bytes of a word. */
export const addressOf = (word: string): string => checksummed(`0x${word.slice(-40)}`);

/** The name of a policy's section whose hash is the id. */
const named = (policy: Json | undefined, section: string, id: Hex): string =>
  Object.keys(member(policy, section) ?? {}).find((name) => keccak(utf8(name)) === id) ?? '';

/** Who gave an instruction. */
export function whoAsked(source: { kind: number; id: Hex } | null, policy: Json | undefined): string {
  if (source === null) return 'somebody';
  const { kind, id } = source;
  switch (kind) {
    case 1: return `account ${addressOf(id)}`;
    case 2: return `the voted schedule ${named(policy, 'schedules', id)}`.trimEnd();
    case 3: return `the voted event ${named(policy, 'events', id)}`.trimEnd();
    case 4: return `the agent of stream ${id}`;
    case 5: return `the operator's node ${addressOf(id)}`;
    default: return `an instructor of kind ${kind}`;
  }
}

/** An amount as its policy writes it, where the policy has a budget of the asset. */
export function amountText(units: bigint, asset: Hex, policy: Json | undefined): string {
  const budgets = Object.entries((member(policy, 'budgets') ?? {}) as JsonMap);
  const [name, budget] = budgets.find(([, one]) => isMap(one) && one.asset === asset) ?? [];
  const places = member(budget, 'decimals');
  const raw = `${units} units of ${checksummed(asset)}`;
  return typeof places === 'string' ? `${decimal(units, Number(places))} ${name} (${raw})` : raw;
}

const listed = (value: Json | undefined): string =>
  Array.isArray(value) && value.length > 0 ? value.map(String).join(' and ') : 'nothing';

/** Labels of the turn and of each argument. */
export function labelsText(facts: JsonMap): string {
  const each = Object.entries((facts.labels ?? {}) as JsonMap).map(([name, value]) => `${name} from ${listed(value)}`);
  return [`the turn had read ${listed(facts.turn)}`, ...each].join('; ');
}
