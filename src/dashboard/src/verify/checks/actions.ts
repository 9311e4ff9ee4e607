import { zeroWord } from '../hash';
import { Kind, money, type Placed, Verdict } from '../leaf';
import { type ActionLeaves, type AgentWork, require } from '../work';

const ofNoAction: readonly number[] = [Kind.instructed, Kind.takeover, Kind.governed, Kind.answered, Kind.found];
const ofNobody: readonly number[] = [Kind.takeover, Kind.governed, Kind.found];
const withoutExtension: readonly number[] = [Kind.refused, Kind.expired, Kind.answered];

/** The order of an action's leaves, and what they repeat of each other. */
export function followAction(agent: AgentWork, placed: Placed): void {
  const { leaf, element } = placed;
  const { kind } = leaf.tag;
  if (ofNobody.includes(kind)) require(leaf.instructor === zeroWord, element, 'has an instructor');
  if (withoutExtension.includes(kind)) require(leaf.extension === zeroWord, element, 'has an extension');
  if (kind === Kind.instructed) instruct(agent, placed);
  if (ofNoAction.includes(kind)) {
    // An answer may belong to the action that it answers for.
    require(kind === Kind.answered || leaf.action === zeroWord, element, 'is about an action');
    return;
  }
  require(leaf.action !== zeroWord, element, 'is about no action');
  let action = agent.actions.get(leaf.action);
  if (action === undefined) agent.actions.set(leaf.action, (action = { all: [], approved: [] }));
  const first = action.all[0];
  require(action.ending === undefined, element, `its action has ended with ${action.ending?.element}`);
  step(action, placed);
  action.all.push(placed);
  if (first !== undefined) repeats(first, placed);
}

function instruct(agent: AgentWork, placed: Placed): void {
  const before = agent.instructions.get(placed.leaf.extension);
  require(before === undefined, placed.element, `the instruction of ${before?.element} a second time`);
  agent.instructions.set(placed.leaf.extension, placed);
}

function step(action: ActionLeaves, placed: Placed): void {
  const { leaf, element, isGapped } = placed;
  const { awaiting, opened } = action;
  switch (leaf.tag.kind) {
    case Kind.awaiting:
      require(action.all.length === 0, element, 'its action has leaves already');
      action.awaiting = placed;
      break;
    case Kind.approved:
      require(opened === undefined && (awaiting !== undefined || isGapped), element, 'nothing waits for an approval');
      require(action.approved.every((one) => one.record.instructor?.id !== placed.record.instructor?.id), element,
        'the approver a second time');
      if (awaiting !== undefined) sameRule(awaiting, placed);
      action.approved.push(placed);
      break;
    case Kind.opened:
      require(opened === undefined, element, `its action was opened by ${opened?.element}`);
      if (leaf.tag.verdict === Verdict.allowedAfterApproval) afterApproval(awaiting, placed);
      action.opened = placed;
      break;
    case Kind.closed:
      require(opened !== undefined || isGapped, element, 'its action was not opened');
      if (opened !== undefined) sameRule(opened, placed);
      if (leaf.tag.verdict === Verdict.failed && leaf.tag.effect === money)
        require(leaf.amount === 0n, element, `failed, and moved ${leaf.amount}`);
      action.ending = placed;
      break;
    default:
      require(opened === undefined, element, `its action was opened by ${opened?.element}`);
      if (leaf.tag.kind === Kind.expired) {
        require(awaiting !== undefined || isGapped, element, 'nothing waited');
        if (awaiting !== undefined) sameRule(awaiting, placed);
      }
      action.ending = placed;
  }
}

function sameRule(before: Placed, placed: Placed): void {
  require(before.leaf.rule === placed.leaf.rule, placed.element, `has another rule than ${before.element}`);
}

function afterApproval(awaiting: Placed | undefined, placed: Placed): void {
  const { leaf, element, isGapped } = placed;
  require(awaiting !== undefined || isGapped, element, 'was allowed after an approval that nothing asked for');
  if (awaiting === undefined) return;
  require(leaf.amount === awaiting.leaf.amount && leaf.body === awaiting.leaf.body, element,
    `has another amount or body than ${awaiting.element}`);
}

function repeats(first: Placed, placed: Placed): void {
  const { leaf, element } = placed;
  const isApproved = (one: Placed) => one.leaf.tag.kind === Kind.approved;
  if (!isApproved(first) && !isApproved(placed))
    require(leaf.instructor === first.leaf.instructor, element, `has another instructor than ${first.element}`);
  require(leaf.purpose === first.leaf.purpose && leaf.asset === first.leaf.asset, element,
    `has another purpose or asset than ${first.element}`);
}
