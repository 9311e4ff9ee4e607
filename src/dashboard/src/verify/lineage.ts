import { readDenial } from './checks/denial';
import { type Hex, zeroWord } from './hash';
import { isMap, type Json, member, parseCanonical } from './jcs';
import { Kind, money, type Placed, Verdict } from './leaf';
import { addressOf, amountText, labelsText, outcomeWord, verdictWord, whoAsked } from './words';
import type { Verification, Verified } from './verify';
import type { AgentWork, Work } from './work';

/** How far a step can be relied on. */
export type Standing = 'proven' | 'claimed' | 'not checked';

/** Step of a lineage, in the order of {@link steps}. */
export type Subject = 'proposal' | 'votes' | 'policy' | 'instruction' | 'model' | 'labels' | 'rule' | 'approval'
  | 'money' | 'outcome' | 'checkpoint';

export interface Line {
  subject: Subject;
  standing: Standing;
  /** What is said. */
  text: string;
  /** How it was proven, by whom it is claimed, or why it was not checked. */
  how: string;
}

/** An action of a bundle, for a list. */
export interface ActionRow {
  action: Hex;
  agent: string;
  tool: string;
  verdict: string;
  /** Unix milliseconds. */
  time: number;
}

/** A line before it is asked which checks it stands on. */
interface Draft extends Line {
  checks: readonly number[];
}

const proven = (subject: Subject, checks: readonly number[], text: string, how: string): Draft =>
  ({ subject, standing: 'proven', checks, text, how });
const claimed = (subject: Subject, checks: readonly number[], text: string, how: string): Draft =>
  ({ subject, standing: 'claimed', checks, text, how });
const notChecked = (subject: Subject, text: string, how: string): Draft =>
  ({ subject, standing: 'not checked', checks: [], text, how });

const byMaker = 'whoever made the file:';
const byContract = 'a contract signs by its own rules (ERC-1271), which only the chain runs';

/** From the trusted block to the leaf: chain, checkpoint, entry, stream, leaf. */
const toLeaf = [1, 2, 3, 4, 5] as const;

/** The way from one action back to the votes; null where no leaf of the bundle is about it. */
export function lineageOf(verified: Verified, action: Hex): Line[] | null {
  const { work } = verified;
  if (work === null) return null;
  const agent = work.agents.find((one) => one.leaves.some(({ leaf }) => leaf.action === action));
  if (agent === undefined) return elsewhere(work, action);
  const own = agent.leaves.filter(({ leaf }) => leaf.action === action);
  const decided = own.find(({ leaf }) => leaf.tag.kind === Kind.opened || leaf.tag.kind === Kind.refused) ?? own[0]!;
  const drafts = [
    ...governed(verified, agent, decided), instruction(verified, agent, decided), model(work, decided),
    labels(decided), rule(work, decided), ...approvals(verified, own), ...ending(verified, agent, own),
    ...checkpoints(work, own),
  ];
  return drafts.map((draft) => settled(verified, draft));
}

const hasPassed = (result: Verification, check: number): boolean => result.checks[check - 1]!.state === 'passed';

/** A line stands on its checks, on a block that somebody trusts, and on contracts that somebody named. */
function settled({ work, result }: Verified, { checks, ...line }: Draft): Line {
  const missing = checks.find((check) => result.checks[check - 1]!.state !== 'passed');
  if (missing !== undefined) {
    const { title, state } = result.checks[missing - 1]!;
    const failed = `check ${result.failure?.check} failed at ${result.failure?.element}`;
    const how = state === 'failed' ? failed : `${failed}, so "${title}" was not reached`;
    return { ...line, standing: 'not checked', how };
  }
  if (line.standing !== 'proven') return line;
  if (work!.trust === null)
    return { ...line, standing: 'claimed', how: `${byMaker} no block hash says that its block exists` };
  if (work!.manifest === null)
    return { ...line, standing: 'claimed', how: `${byMaker} no manifest says that these contracts are the DAO's` };
  return line;
}

function elsewhere(work: Work, action: Hex): Line[] | null {
  const words = (leaf: { words: Hex[] }) => leaf.words[6] === action;
  if (work.bundle.unanchored.some(words))
    return [notChecked('checkpoint', 'the action is in no checkpoint yet', 'export again after the next checkpoint')];
  const index = work.bundle.entries.findIndex((one) => one.leaves.some(words));
  if (index < 0) return null;
  const { lists } = work;
  const listed = [...lists.void, ...lists.disowned].find((one) => one.element === `entries[${index}]`);
  return [notChecked('checkpoint', `the action stands in entries[${index}]`,
    listed?.note ?? 'its entry was not reached, because a check before it failed')];
}

/** The document of a leaf's root, where the file holds it. */
function policyOf(work: Work, { record: { law } }: Placed): Json | undefined {
  const text = work.bundle.documents.get(law.policyRoot);
  return text === undefined ? undefined : parseCanonical(text)?.value;
}

function governed({ work, votes }: Verified, { agent }: AgentWork, { record: { law } }: Placed): Draft[] {
  const { policyRoot: root, policyBlock } = law;
  const text = `root ${root}, in force at block ${policyBlock}`;
  const policy = work!.bundle.documents.has(root)
    ? proven('policy', [...toLeaf, 6], text,
        'its text hashes to the root, which the registry\'s slot holds as published')
    : notChecked('policy', text, 'the text of the policy is not in this file');
  const vote = votes.find((one) => one.agentId === agent.agentId && one.root === root);
  const given = vote?.proposal ?? work!.bundle.proposals.find((one) =>
    one.calldatas.some((data) => data.slice(74, 138) === root.slice(2)));
  if (given === undefined) {
    const why = 'the vote that published this policy is not in this file';
    return [notChecked('proposal', 'not known', why), notChecked('votes', 'not known', why), policy];
  }
  const counted = given.tallies;
  const tally = counted === null ? 'not counted here'
    : `${counted.for} for, ${counted.against} against, ${counted.abstain} abstained, in the smallest unit of votes`;
  const checks = [1, 6, 9];
  const title = `${given.description.split('\n')[0]} (proposal ${given.id})`;
  if (vote !== undefined && !vote.isProven) {
    const why = 'no Governor of this manifest counted: another body decides';
    return [notChecked('proposal', title, why), notChecked('votes', tally, why), policy];
  }
  return [
    proven('proposal', checks, title, 'the id follows from its calls and words; the Governor\'s slot says executed'),
    proven('votes', checks, tally, 'the Governor\'s slots hold these counts'), policy,
  ];
}

function instruction({ result, work: known }: Verified, agent: AgentWork, decided: Placed): Draft {
  const work = known!;
  const asked = agent.instructions.get(decided.record.action?.instruction ?? zeroWord);
  if (asked === undefined)
    return notChecked('instruction', 'not known', 'the leaf of the instruction is not in this file');
  const { instruction: source, typedData, body } = asked.record;
  const who = whoAsked(source, policyOf(work, asked));
  const words = typedData !== null && 'text' in typedData ? typedData.text
    : member(body === null ? undefined : parseCanonical(body.text)?.value, 'content');
  const text = `${who} asked: ${typeof words === 'string' ? `"${words}"` : 'words that are erased'}`;
  const checks = [...toLeaf, 6];
  // Before check 6 has passed nobody knows which signatures recover.
  if (work.signed.has(asked) || (source?.kind === 1 && !hasPassed(result, 6)))
    return proven('instruction', checks, text, 'the signature recovers to the account');
  const operator = `operator ${asked.record.law.operatorId}`;
  switch (source?.kind) {
    case 1: return notChecked('instruction', text, byContract);
    case 2: return claimed('instruction', checks, text,
      `${operator}: the schedule is voted, that its time had come is not proven`);
    case 3: return claimed('instruction', checks, text,
      `${operator}: the event is voted, that its log exists is not proven`);
    default: return claimed('instruction', checks, text, operator);
  }
}

function model(work: Work, decided: Placed): Draft {
  const { law, extension } = decided.record;
  const beside = work.bundle.receipts.get(decided.hash);
  const receipt = decided.record.receipt ?? beside ?? null;
  const voted = work.bundle.documents.get(law.composition);
  const file = member(member(voted === undefined ? undefined : parseCanonical(voted)?.value, 'model'), 'sha256');
  const allowed = typeof file === 'string' ? `voted: model file ${file}` : `voted: composition ${law.composition}`;
  if (receipt !== null) {
    const read = parseCanonical(receipt.text)?.value;
    return claimed('model', [...toLeaf, 6, 9], `${allowed}; run: ${String(member(read, 'model'))}`,
      `operator ${law.operatorId}, in a receipt that ${beside ? 'no leaf holds' : 'it cannot take back'}`);
  }
  const isAsked = extension?.opened?.receipt !== zeroWord && extension?.opened !== undefined;
  return notChecked('model', allowed,
    isAsked ? 'the receipt of the run is erased or private' : 'no receipt of a run is named');
}

function factsOf({ record }: Placed): Json | undefined {
  const read = record.facts === null ? undefined : parseCanonical(record.facts.text)?.value;
  return member(read, 'facts');
}

function labels(decided: Placed): Draft {
  const facts = factsOf(decided);
  return isMap(facts)
    ? claimed('labels', [...toLeaf, 6, 9], labelsText(facts),
        `operator ${decided.record.law.operatorId}: where each value came from; the leaf holds it fast`)
    : notChecked('labels', 'not known', 'the facts of the decision are erased or private');
}

/** The call of a leaf in words. */
export function callText({ record }: Placed): string {
  const call = member(record.body === null ? undefined : parseCanonical(record.body.text)?.value, 'content');
  const [tool, args] = [member(call, 'tool'), member(call, 'args')];
  if (typeof tool !== 'string') return 'a call that is erased';
  const given = Object.entries(isMap(args) ? args : {}).map(([name, value]) => `${name}: ${String(value)}`);
  return `${tool}(${given.join(', ')})`;
}

function rule(work: Work, decided: Placed): Draft {
  const { leaf, record } = decided;
  const cited = record.rule === null ? '' : ` by rule "${record.rule}"`;
  const text = `${verdictWord(leaf.tag.verdict)}${cited}: ${callText(decided)}`;
  const operator = `operator ${record.law.operatorId}`;
  const isRule = leaf.tag.verdict <= Verdict.overBudget && leaf.tag.kind !== Kind.closed;
  if (isRule && record.facts !== null && work.bundle.documents.has(record.law.policyRoot))
    return proven('rule', [...toLeaf, 6, 7, 9], text,
      'decided again here, from the recorded facts under the voted text, with the same answer');
  if (leaf.tag.verdict === Verdict.frozen)
    return proven('rule', [...toLeaf, 6], text, 'the registry\'s slots say that somebody was frozen then');
  if (leaf.tag.verdict === Verdict.noPolicy) return claimed('rule', [...toLeaf, 6], text, operator);
  return notChecked('rule', text, 'the facts or the policy\'s text are not in this file');
}

function approvals({ work, result }: Verified, own: Placed[]): Draft[] {
  return own.filter(({ leaf }) => leaf.tag.kind === Kind.approved).map((one) => {
    const text = `${addressOf(one.record.instructor?.id ?? zeroWord)} approved exactly this call`;
    return work!.signed.has(one) || !hasPassed(result, 6)
      ? proven('approval', [...toLeaf, 6, 7], text, 'the signature over call, payee and amount recovers to the account')
      : notChecked('approval', text, byContract);
  });
}

function ending({ work, spends, result }: Verified, agent: AgentWork, own: Placed[]): Draft[] {
  const action = own[0]!.leaf.action;
  const paid = [...spends.values()].find(({ namedBy }) => namedBy?.leaf.action === action);
  if (paid !== undefined) {
    const { amount, asset, to, number } = paid.spend;
    const text = `${amountText(amount, asset, policyOf(work!, own[0]!))} to ${addressOf(to)}`;
    const line = proven('money', [...toLeaf, 8], text,
      `receipt ${number} of vault ${addressOf(paid.vault)}, whose slot holds it`);
    return own.some(({ leaf }) => leaf.tag.kind === Kind.closed) ? [line] : [line, unended(work!, action)];
  }
  const last = own.at(-1)!;
  const operator = `operator ${last.record.law.operatorId}`;
  const lines: Draft[] = [];
  if (own.some(({ leaf }) => leaf.tag.effect === money)) {
    const complete = agent.agent.spends.every((one) => one.before === zeroWord);
    const text = hasPassed(result, 8) ? 'nothing was paid for this action' : 'not known';
    lines.push(complete
      ? proven('money', [...toLeaf, 8], text, 'no receipt of the agent\'s vaults is the action\'s')
      : notChecked('money', 'no payment is known', 'the list of receipts starts late'));
  }
  const { kind, verdict } = last.leaf.tag;
  const denial = kind === Kind.expired ? readDenial(last.record.body) : null;
  if (denial !== null)
    lines.push(proven('outcome', [...toLeaf, 6], `denied by ${addressOf(denial.approver)}: "${denial.reason}"`,
      'the signature recovers to the account'));
  else if (kind === Kind.closed) lines.push(claimed('outcome', [...toLeaf, 9], outcomeWord(verdict), operator));
  else if (kind === Kind.expired)
    lines.push(claimed('outcome', toLeaf, 'not approved in time, or a vote came between', operator));
  else if (kind !== Kind.refused)
    lines.push(unended(work!, action));
  return lines;
}

function unended({ bundle }: Work, action: Hex): Draft {
  const isOnItsWay = bundle.unanchored.some(({ words }) => words[6] === action);
  return notChecked('outcome', 'not known yet', isOnItsWay
    ? 'its end is in no checkpoint; export again after the next one' : 'the file ends before the action does');
}

function checkpoints(work: Work, own: Placed[]): Draft[] {
  return [...new Map(own.map((one) => [one.entry, one])).values()].map(({ entry, checkpoint }) =>
    proven('checkpoint', [1, 2, 3, 4],
      `number ${entry.number} of node ${addressOf(entry.node)}, in block ${checkpoint.block}`,
      `its entry is under the root, and the chain of roots ends in the ledger's slot at block ${work.header.number}`));
}

/** All actions of the streams that verify, the newest first. */
export function actionsOf({ work }: Verified): ActionRow[] {
  return (work?.agents ?? []).flatMap(({ agent, actions }) => [...actions].map(([action, { all }]): ActionRow => {
    const decided = all.find(({ leaf }) => leaf.tag.kind === Kind.opened || leaf.tag.kind === Kind.refused) ?? all[0]!;
    const [tool, { tag, time }] = [callText(decided).split('(')[0]!, decided.leaf];
    return { action, agent: agent.name, tool, verdict: verdictWord(tag.verdict), time: Number(time) };
  })).sort((a, b) => b.time - a.time);
}
