import type { SignedApproval } from '../bundle';
import { type Hex, keccak, saltedHash, utf8, zeroAddress, zeroWord } from '../hash';
import { isMap, type Json, member, parseCanonical } from '../jcs';
import { Kind, money, type Placed, streamOf, Verdict } from '../leaf';
import type { Call, Facts } from '../policy/conditions';
import { type Decision, Policy } from '../policy/policy';
import { type AgentWork, require, type Work } from '../work';
import { documentText } from './openings';

/** Policies by root, each read once. */
type Policies = Map<Hex, Policy | null>;

/** Check 7: each recorded decision is made again from its facts, and gives the same verdict and rule. */
export function checkDecisions(work: Work): string[] {
  const policies: Policies = new Map();
  let approved = 0;
  for (const agent of work.agents) {
    for (const placed of agent.leaves) {
      const { tag } = placed.leaf;
      const isDecided = tag.kind === Kind.opened || tag.kind === Kind.awaiting
        || (tag.kind === Kind.refused && tag.verdict <= Verdict.overBudget);
      if (!isDecided) continue;
      const again = decideAgain(work, policies, placed);
      if (again === null) continue;
      work.decided.add(placed);
      compareVerdict(placed, again.decision);
      compareFacts(work, placed, again);
      if (tag.kind !== Kind.opened) continue;
      laterPublications(work, policies, agent, { placed, ...again });
      if (tag.verdict === Verdict.allowedAfterApproval)
        approved += approvals(work, agent, placed, again.decision);
    }
  }
  return [`${work.decided.size} decided again`, `${approved} approvals`, 'levels in the facts are claims'];
}

interface Again {
  policy: Policy;
  call: Call;
  facts: Facts;
  decision: Decision;
}

function policyOf(work: Work, policies: Policies, root: Hex, element: string): Policy | null {
  let policy = policies.get(root);
  if (policy === undefined) {
    const text = documentText(work, root, element);
    policy = text === null ? null : Policy.read(text);
    require(text === null || policy !== null, element, `the policy ${root} cannot be read`);
    policies.set(root, policy);
  }
  if (policy === null) work.skip('decisions under a policy that is not in the bundle');
  return policy;
}

function decideAgain(work: Work, policies: Policies, { leaf, record, element }: Placed): Again | null {
  // Facts that do not hash to their word fail in check 9.
  if (record.facts === null || saltedHash(record.facts.salt, record.facts.text) !== leaf.facts) {
    work.skip('decisions without their facts');
    return null;
  }
  const policy = policyOf(work, policies, record.law.policyRoot, element);
  if (policy === null) return null;
  const read = readFacts(parseCanonical(record.facts.text)?.value);
  require(read !== null, `${element}.facts`, 'are none of dai.facts/1');
  return { policy, ...read, decision: policy.decide(read.call, read.facts) };
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';
const isTexts = (value: Json | undefined): value is string[] => Array.isArray(value) && value.every(isText);
const isNumber = (value: Json | undefined): boolean => isText(value) && /^(?:0|[1-9][0-9]*)$/.test(value);
const every = (value: Json | undefined, holds: (one: Json) => boolean): boolean =>
  isMap(value) && Object.values(value).every(holds);

function readFacts(document: Json | undefined): { call: Call; facts: Facts } | null {
  const [call, facts] = [member(document, 'call'), member(document, 'facts')];
  if (!isMap(call) || !isMap(facts) || !isText(call.tool) || !every(call.args, isText)) return null;
  const { instructor, time, turn, labels, costs = {}, levels = {} } = facts;
  const isRead = isText(instructor) && isText(time) && !Number.isNaN(Date.parse(time)) && isTexts(turn)
    && every(labels, isTexts) && every(costs, isNumber)
    && every(levels, (one) => isNumber(member(one, 'level')) && isNumber(member(one, 'spent')));
  const read: unknown = { call, facts: { instructor, time, turn, labels, costs, levels } };
  return isRead ? (read as { call: Call; facts: Facts }) : null;
}

function compareVerdict({ leaf, record, element }: Placed, decision: Decision): void {
  const { kind, verdict } = leaf.tag;
  const expected = decision.verdict === 'allowed' ? kind === Kind.opened && verdict === Verdict.allowed
    : decision.verdict === 'approval'
      ? kind === Kind.awaiting || (kind === Kind.opened && verdict === Verdict.allowedAfterApproval)
      : verdict === { rule: Verdict.deniedByRule, silence: Verdict.deniedBySilence, budget: Verdict.overBudget }[
          decision.reason!];
  require(expected, element, `decided again: ${decision.verdict} ${decision.reason ?? ''}; the leaf is kind ${kind} `
    + `with verdict ${verdict}`);
  const rule = decision.rule === null ? zeroWord : keccak(utf8(decision.rule));
  require(rule === leaf.rule, element, `decided again by rule '${decision.rule}'; the leaf cites '${record.rule}'`);
}

/** The facts' instructor, time, asset, amount and payee are the leaf's. */
function compareFacts(work: Work, { leaf, record, element }: Placed, { policy, call, facts, decision }: Again): void {
  const at = `${element}.facts`;
  const time = `${new Date(Number(leaf.time)).toISOString().slice(0, 19)}Z`;
  require(facts.time === time, at, `time '${facts.time}', the leaf's is ${time}`);
  require(isInstructor(work, facts.instructor, record.instructor), at,
    `instructor '${facts.instructor}' is not the leaf's`);
  const isMoney = policy.isMoney(call.tool);
  if (leaf.tag.kind !== Kind.refused)
    require((leaf.tag.effect === money) === isMoney, at, isMoney ? 'the tool moves money' : 'the tool moves no money');
  if (isMoney) {
    const paid = policy.moneyOf(call);
    const [asset, amount] = paid === null ? [0n, 0n] : [BigInt(paid.token), paid.amount.units];
    require(BigInt(leaf.asset) === asset && leaf.amount === amount, at,
      `amount ${amount}; the leaf has ${leaf.amount} of ${leaf.asset}`);
    const to = record.extension?.opened?.to;
    require(to === undefined || call.args.to?.toLowerCase() === to, at, `pays another payee than ${to}`);
  }
  const deadline = record.extension?.awaiting?.deadline;
  require(deadline === undefined || deadline === leaf.time + decision.within * 1000n, `${element}.extension`,
    `deadline ${deadline}, not ${leaf.time} + ${decision.within} s`);
}

function isInstructor(work: Work, text: string, instructor: Placed['record']['instructor']): boolean {
  if (instructor === null) return false;
  const { kind, id } = instructor;
  const [sort, name] = [text.slice(0, text.indexOf('/')), text.slice(text.indexOf('/') + 1)];
  switch (kind) {
    case 1: return /^0x[0-9a-fA-F]{40}$/.test(text) && BigInt(text) === BigInt(id);
    case 2: return sort === 'schedule' && keccak(utf8(name)) === id;
    case 3: return sort === 'event' && keccak(utf8(name)) === id;
    case 4: return sort === 'agent' && /^[0-9]{1,78}$/.test(name)
      && streamOf(work.bundle.chain.chainId, work.contracts.actionLedger, BigInt(name)) === id;
    case 5: return text === 'operator';
    default: return true;
  }
}

/** An Opened leaf is also allowed by each later publication up to its `policyBlock`; one that denies has moved. */
function laterPublications(
  work: Work, policies: Policies, agent: AgentWork, { placed, call, facts }: Again & { placed: Placed },
): void {
  const { law } = placed.record;
  const last = agent.roots.indexAt(law.policyBlock);
  const own = agent.roots.steps.slice(0, last + 1).findLastIndex(([, root]) => root === law.policyRoot);
  if (own < 0) return;
  for (const [, root] of agent.roots.steps.slice(own + 1, last + 1)) {
    const verdict = policyOf(work, policies, root, placed.element)?.decide(call, facts).verdict;
    const isAllowed = verdict === 'allowed'
      || (verdict === 'approval' && placed.leaf.tag.verdict === Verdict.allowedAfterApproval);
    if (verdict === undefined || isAllowed) continue;
    if (work.finality === null) work.skip('whether a later publication allowed an action');
    else work.lists.moved.push({ element: placed.element, note: `the later policy ${root} does not allow it` });
  }
}

/** Every approver that the policy asks for signed exactly this action, in time, and is not who asked. */
function approvals(work: Work, agent: AgentWork, opened: Placed, { approvers }: Decision): number {
  const { approved, awaiting } = agent.actions.get(opened.leaf.action)!;
  let count = 0;
  for (const approver of approvers) {
    const one = approved.find(({ record }) => BigInt(record.instructor?.id ?? 0) === BigInt(approver));
    if (one === undefined && opened.isGapped && awaiting === undefined) {
      work.skip('approvals before the first leaf of the bundle');
      continue;
    }
    require(one !== undefined, opened.element, `${approver} did not approve`);
    const { instructor } = opened.record;
    require(instructor?.kind !== 1 || BigInt(instructor.id) !== BigInt(approver), one.element,
      `${approver} approves its own instruction`);
    const message = one.record.typedData as SignedApproval;
    require(says(agent, opened, message), `${one.element}.typedData`, `approves something else than ${opened.element}`);
    require(one.leaf.time / 1000n <= message.deadline, one.element,
      `is later than the signed deadline ${message.deadline} s`);
    const deadline = awaiting?.record.extension?.awaiting?.deadline;
    require(deadline === undefined || one.leaf.time < deadline, one.element, `is not before the deadline ${deadline}`);
    count++;
  }
  return count;
}

function says({ stream }: AgentWork, { leaf, record }: Placed, message: SignedApproval): boolean {
  const isMoney = leaf.tag.effect === money;
  return message.stream === stream && message.action === leaf.action && message.call === leaf.body
    && message.policyRoot === record.law.policyRoot
    && BigInt(message.asset) === (isMoney ? BigInt(leaf.asset) : 0n)
    && message.amount === (isMoney ? leaf.amount : 0n)
    && message.to === (isMoney ? record.extension?.opened?.to ?? zeroAddress : zeroAddress);
}
