import { isMap, type Json, type JsonMap, member } from '../jcs';
import { byteLength, readAmount, readInteger, readUrl } from './values';

export type RuleKind = 'permit' | 'ask' | 'forbid';
export type Clause = 'when' | 'unless';

/** What a decision is made from, beside the call. */
export interface Facts {
  instructor: string;
  /** RFC 3339 in whole seconds, UTC. */
  time: string;
  turn: string[];
  labels: Record<string, string[]>;
  costs: Record<string, string>;
  levels: Record<string, { level: string; spent: string }>;
}

export interface Call {
  tool: string;
  args: Record<string, string>;
}

/** What conditions need of the policy they stand in. */
export interface Terms {
  /** Digits after the point, by asset. */
  readonly decimals: ReadonlyMap<string, number>;
  typeOf(tool: string, argument: string): string;
  /** The values of a list, or of the lists that it names. */
  members(listed: Json): string[];
}

/** A rule asked about a call. */
export interface Question {
  policy: Terms;
  call: Call;
  facts: Facts;
  kind: RuleKind;
  clause: Clause;
}

export const isClean = (turn: readonly string[]): boolean => !turn.includes('foreign');

/** Whether all tests of one attribute hold. */
export function attributeHolds(name: string, tests: Json, question: Question): boolean {
  const { facts } = question;
  if (name === 'turn') return tests === 'any' || isClean(facts.turn);
  if (!isMap(tests)) return false;
  if (name === 'instructor') return tests.equals === 'any' || valueHolds(tests, lowered(facts.instructor), question);
  if (name === 'time') return timeHolds(tests, facts.time);
  return argumentHolds(name, tests, question);
}

/** An account is compared in lower case, a name as it is. */
const lowered = (instructor: string): string =>
  instructor.startsWith('0x') ? instructor.toLowerCase() : instructor;

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function timeHolds(tests: JsonMap, time: string): boolean {
  const [day, minute] = [days[new Date(time).getUTCDay()]!, time.slice(11, 16)];
  const within = (range: string) => {
    const [start, end] = [range.slice(0, 5), range.slice(6, 11)];
    // An end that is not after the start lies on the next day.
    return start < end ? start <= minute && minute < end : start <= minute || minute < end;
  };
  return (tests.days === undefined || (tests.days as string[]).includes(day))
    && (tests.hours === undefined || (tests.hours as string[]).some(within))
    && (tests.from === undefined || (tests.from as string) <= time)
    && (tests.until === undefined || time < (tests.until as string));
}

function argumentHolds(name: string, tests: JsonMap, question: Question): boolean {
  const [, argument, part] = name.split('.') as [string, string, string | undefined];
  const { call, policy, kind, clause } = question;
  const given = member(call.args, argument) as string | undefined;
  const type = policy.typeOf(call.tool, argument);
  const value = given === undefined || part === undefined ? given : readUrl(given)?.[part as 'host'];
  // Doubt tightens: a condition on what is absent keeps a permit from matching and a forbid matching.
  if (value === undefined) return (kind === 'permit') !== (clause === 'when');
  return (tests.from === undefined || labelsHold(argument, tests.from as string[], question))
    && valueHolds(tests, type === 'address' || type === 'hash' ? value.toLowerCase() : value, question, type);
}

/** Whether the labels of an argument are among those listed. */
export function labelsHold(argument: string, listed: readonly string[], { facts, kind, clause }: Question): boolean {
  const given = member(facts.labels, argument) as string[] | undefined;
  const labels = given === undefined || given.length === 0 ? ['foreign'] : given;
  const isListed = (label: string) => listed.includes(label);
  return (kind === 'permit') === (clause === 'when') ? labels.every(isListed) : labels.some(isListed);
}

function valueHolds(tests: JsonMap, value: string, { policy }: Question, type = 'text'): boolean {
  const order = (bound: Json) => compare(value, bound as string, type, policy);
  return Object.entries(tests).every(([test, expected]) => {
    switch (test) {
      case 'from': return true;
      case 'equals': return value === expected;
      case 'in': return policy.members(expected!).some((one) => one === value || isBelow(value, one));
      case 'starts_with': return value.startsWith(expected as string);
      case 'max_length': return byteLength(value) <= Number(expected);
      case 'at_most': return (order(expected!) ?? 1) <= 0;
      case 'less_than': return (order(expected!) ?? 1) < 0;
      case 'at_least': return (order(expected!) ?? -1) >= 0;
      case 'more_than': return (order(expected!) ?? -1) > 0;
      default: return false;
    }
  });
}

/** `*.name`: one label or more before the name, not the name itself. */
const isBelow = (host: string, listed: string): boolean =>
  listed.startsWith('*.') && host.endsWith(listed.slice(1)) && host.length > listed.length - 1;

/** Order of two values of a type; null where they have none, as amounts of two assets. */
function compare(value: string, bound: string, type: string, policy: Terms): number | null {
  const sign = <T extends bigint | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
  if (type === 'date') return sign(value, bound);
  if (type === 'amount') {
    const [one, other] = [readAmount(value, policy.decimals), readAmount(bound, policy.decimals)];
    return one !== null && other !== null && one.asset === other.asset ? sign(one.units, other.units) : null;
  }
  const [one, other] = [readInteger(value), readInteger(bound)];
  return one !== null && other !== null ? sign(one, other) : null;
}
