import type { Hex } from '../hash';
import { isMap, type Json, type JsonMap, member, parseCanonical } from '../jcs';
import {
  attributeHolds, type Call, type Clause, type Facts, labelsHold, type RuleKind, type Terms,
} from './conditions';
import { type Amount, fits, readAmount } from './values';

/** What the rules and budgets say of a call. */
export interface Decision {
  verdict: 'allowed' | 'approval' | 'denied';
  /** Of a denial. */
  reason: 'rule' | 'silence' | 'budget' | null;
  rule: string | null;
  approvers: Hex[];
  /** Seconds in which they have to approve. */
  within: bigint;
}

interface Rule {
  id: string;
  kind: RuleKind;
  document: JsonMap;
}

const silence: Decision = { verdict: 'denied', reason: 'silence', rule: null, approvers: [], within: 0n };

/** A policy in canonical form; decides calls as its text says. That it is a valid document is taken from the vote. */
export class Policy implements Terms {
  readonly decimals = new Map<string, number>();
  private readonly rules: Rule[];

  private constructor(private readonly document: JsonMap) {
    for (const [name, budget] of Object.entries(this.section('budgets'))) {
      const places = member(budget, 'decimals');
      if (typeof places === 'string') this.decimals.set(name, Number(places));
    }
    this.rules = (document.rules as JsonMap[]).map((rule) => ({
      id: rule.id as string,
      kind: (['permit', 'ask', 'forbid'] as const).find((kind) => rule[kind] !== undefined)!,
      document: rule,
    }));
    this.rules.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Null where the text is no policy. */
  static read(text: string): Policy | null {
    const document = parseCanonical(text)?.value;
    return isMap(document) && document.dai === 'policy/1' && Array.isArray(document.rules)
      ? new Policy(document) : null;
  }

  decide(call: Call, facts: Facts): Decision {
    if (!this.fits(call)) return silence;
    const matching = this.rules.filter((rule) => this.matches(rule, call, facts));
    const first = (kind: RuleKind) => matching.find((rule) => rule.kind === kind);
    const [forbid, ask, permit] = [first('forbid'), first('ask'), first('permit')];
    if (forbid !== undefined) return { ...silence, reason: 'rule', rule: forbid.id };
    const decided = ask ?? permit;
    if (decided === undefined) return silence;
    const asked = ask === undefined ? [] : matching.filter((rule) => rule.kind === 'ask');
    return this.withBudgets(decided.id, asked, call, facts);
  }

  /** Asset and units that a call moves; null where its tool moves no money. */
  moneyOf(call: Call): { token: Hex; amount: Amount } | null {
    const amount = readAmount((member(call.args, 'amount') as string | undefined) ?? '', this.decimals);
    if (!this.isMoney(call.tool) || amount === null) return null;
    return { token: member(this.budget(amount.asset), 'asset') as Hex, amount };
  }

  isMoney = (tool: string): boolean => member(this.tool(tool), 'effect') === 'money';

  /** The written type of a tool's argument, without its question mark. */
  typeOf(tool: string, argument: string): string {
    return String(member(member(this.tool(tool), 'args'), argument) ?? '').replace(/\?$/, '');
  }

  /** Values of a list: named in the document, or written out. An entry with a name counts by its address. */
  members(listed: Json): string[] {
    const entries = typeof listed === 'string' ? member(this.section('lists'), listed) : listed;
    return ((entries ?? []) as Json[]).map((one) => (isMap(one) ? one.address : one) as string);
  }

  private section = (name: string): JsonMap => (member(this.document, name) ?? {}) as JsonMap;
  private tool = (name: string): Json | undefined => member(this.section('tools'), name);
  private budget = (name: string): Json | undefined => member(this.section('budgets'), name);

  /** The call has the tool's arguments, none missing, each of its type. */
  private fits({ tool, args }: Call): boolean {
    const declared = this.tool(tool);
    if (declared === undefined) return false;
    const types = (member(declared, 'args') ?? {}) as Record<string, string>;
    return Object.keys(args).every((name) => Object.hasOwn(types, name))
      && Object.entries(types).every(([name, type]) => Object.hasOwn(args, name)
        ? fits(type.replace(/\?$/, ''), args[name]!, this.decimals)
        : type.endsWith('?'));
  }

  private matches({ kind, document }: Rule, call: Call, facts: Facts): boolean {
    const tools = document[kind]!;
    if (tools !== '*' && !(tools as string[]).includes(call.tool)) return false;
    const question = (clause: Clause) => ({ policy: this, call, facts, kind, clause });
    const holds = (clause: Clause) => ([name, tests]: [string, Json]) => attributeHolds(name, tests, question(clause));
    const when = (document.when ?? {}) as JsonMap;
    const unless = document.unless as JsonMap | undefined;
    if (!Object.entries(when).every(holds('when'))) return false;
    if (unless !== undefined && Object.entries(unless).every(holds('unless'))) return false;
    if (kind === 'forbid' || !this.isMoney(call.tool)) return true;
    // A default counts as a permit's in an ask too: one trusted label among others would open the way to an approval.
    const isFrom = member(when['arg.to'], 'from') !== undefined
      || labelsHold('to', ['dao', 'instruction'], { ...question('when'), kind: 'permit' });
    return isFrom && (kind === 'ask' || when.turn !== undefined || attributeHolds('turn', 'clean', question('when')));
  }

  private withBudgets(rule: string, asked: Rule[], call: Call, facts: Facts): Decision {
    const money = this.moneyOf(call);
    const budget = money === null ? undefined : this.budget(money.amount.asset);
    const covered = (money === null || this.covers(money.amount, budget, call, facts))
      && Object.entries(facts.costs).every(([name, cost]) => this.coversCost(name, BigInt(cost), facts));
    if (!covered) return { ...silence, reason: 'budget', rule };
    const asks: JsonMap[] = [];
    for (const one of asked) asks.push(this.isMoney(call.tool) ? member(budget, 'ask') as JsonMap : one.document);
    const above = member(member(budget, 'ask'), 'above');
    if (money !== null && above !== undefined && money.amount.units > this.units(above, money.amount.asset))
      asks.push(member(budget, 'ask') as JsonMap);
    if (asks.length === 0) return { ...silence, verdict: 'allowed', reason: null, rule };
    const within = asks.map((one) => BigInt(one.within as string)).reduce((a, b) => (a < b ? a : b));
    const approvers = [...new Set(asks.map((one) => one.by as Hex))].sort();
    return { verdict: 'approval', reason: null, rule, approvers, within };
  }

  /** A number of a budget in the asset's smallest unit. */
  private units = (number: Json, asset: string): bigint =>
    readAmount(`${String(number)} ${asset}`, this.decimals)!.units;

  private covers({ asset, units }: Amount, budget: Json | undefined, call: Call, facts: Facts): boolean {
    const level = member(facts.levels, asset);
    if (!isMap(budget) || !isMap(level)) return false;
    const burst = this.units(budget.burst!, asset);
    const perAction = budget.per_action === undefined ? burst : this.units(budget.per_action, asset);
    const lifetime = budget.lifetime === undefined ? (1n << 128n) - 1n : this.units(budget.lifetime, asset);
    return this.members(budget.payees!).includes(call.args.to!.toLowerCase()) && units > 0n && units <= perAction
      && BigInt(level.spent as string) + units <= lifetime && units <= BigInt(level.level as string);
  }

  private coversCost(name: string, cost: bigint, facts: Facts): boolean {
    const level = member(facts.levels, name);
    return this.budget(name) !== undefined && isMap(level) && cost <= BigInt(level.level as string);
  }
}
