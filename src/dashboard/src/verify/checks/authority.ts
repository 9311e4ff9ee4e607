import { type Hex, hashOf, keccak, slotOf, utf8, zeroWord } from '../hash';
import { member, parseCanonical } from '../jcs';
import { denialDigest, digestOf, Kind, money, type Placed } from '../leaf';
import { recoverAccount } from '../recovery';
import { type AgentWork, require, type Work } from '../work';
import { hasCode } from './chain';
import type { Operators } from './checkpoints';
import { Freezes } from './freezes';
import { readDenial } from './denial';
import { documentText, openWords } from './openings';

const counterpartySignature = 3;

/** Check 6: words open, every action goes back to an instruction, signatures recover, the law was in force. */
export function checkAuthority(work: Work, operators: Operators): string[] {
  const freezes = new Freezes(work);
  const counts = { lag: 0n, moneyLag: 0n };
  for (const agent of work.agents) {
    publications(work, agent);
    for (const placed of agent.leaves) {
      openWords(work, placed, agent.stream);
      if (!placed.leaf.tag.isKnown) {
        work.skip('leaves of a kind of a later edition');
        continue;
      }
      if (traced(work, operators, agent, placed)) work.signed.add(placed);
      inForce(work, agent, placed);
      freezes.check(agent, placed);
      const lag = placed.checkpoint.block - placed.record.law.policyBlock;
      if (lag > counts.lag) counts.lag = lag;
      if (placed.leaf.tag.effect === money && lag > counts.moneyLag) counts.moneyLag = lag;
    }
  }
  const constants = work.manifest?.constants;
  return [
    `${work.signed.size} signatures`,
    `anchored at most ${counts.lag} blocks after the policy was read, money ${counts.moneyLag}`
      + (constants ? ` (allowed: ${constants.anchorWithin} and ${constants.staleMoney})` : ''),
  ];
}

function publications(work: Work, { agent, element }: AgentWork): void {
  work.folds(agent.publications, (before, one) => hashOf('publication', before, one.root, one.limitsHash, one.block),
    { contract: work.contracts.policyRegistry, slot: ['publications', agent.agentId] }, `${element}.publications`);
  work.ends(keccak(utf8(agent.name)), work.contracts.agentRegistry, slotOf('names', agent.agentId), `${element}.name`);
}

/** Whether the leaf carries a signature that recovered to its account. */
function traced(work: Work, operators: Operators, agent: AgentWork, placed: Placed): boolean {
  const { leaf, record, element } = placed;
  if (leaf.tag.kind === Kind.instructed) return instructed(work, operators, placed, agent.stream);
  const { instructor, action } = record;
  if (action !== null) {
    const source = agent.instructions.get(action.instruction);
    if (source !== undefined) sameSource(source, placed);
    else {
      require(placed.isGapped, `${element}.action`, `no Instructed leaf before it has ${action.instruction}`);
      work.skip('instructions before the first leaf of the bundle');
    }
  }
  if (leaf.tag.kind === Kind.expired) return denied(work, agent, placed);
  if (leaf.tag.kind !== Kind.approved) return false;
  require(instructor?.kind === 1, `${element}.instructor`, 'an approver is an account');
  require(leaf.extension === instructor.proof, element,
    `names digest ${leaf.extension}, its proof is ${instructor.proof}`);
  require(record.typedData !== null && !('text' in record.typedData), `${element}.typedData`, 'is no Approval');
  return signed(work, placed, instructor);
}

/** An Expired leaf that an approver ended carries that account's signature in its body. */
function denied(work: Work, agent: AgentWork, { leaf, record, element }: Placed): boolean {
  if (leaf.tag.evidence !== counterpartySignature) return false;
  const waiting = agent.actions.get(leaf.action)?.awaiting;
  const denial = readDenial(record.body);
  if (denial === null || waiting === undefined) {
    work.skip('who denied an action');
    return false;
  }
  require(leaf.time / 1000n <= denial.deadline, element, `is later than the signed deadline ${denial.deadline} s`);
  const digest = denialDigest(work.domain,
    { ...denial, stream: agent.stream, action: leaf.action, call: waiting.leaf.body });
  return isSignedBy(work, denial.approver, digest, denial.signature, `${element}.body`);
}

function sameSource(source: Placed, { leaf, record: { instructor }, element }: Placed): void {
  const asked = source.record.instructor;
  if (leaf.tag.kind === Kind.approved || instructor === null || asked === null) return;
  require(instructor.kind === asked.kind && instructor.id === asked.id, `${element}.instructor`,
    `kind ${instructor.kind}, id ${instructor.id}; ${source.element} is of kind ${asked.kind}, id ${asked.id}`);
}

function instructed(work: Work, operators: Operators, placed: Placed, stream: Hex): boolean {
  const { leaf, record, element } = placed;
  const { instruction, instructor, typedData } = record;
  if (record.extension?.later !== undefined) return false;
  const at = `${element}.instruction`;
  require(instruction !== null && instructor !== null, at, 'Instructed without its instruction');
  require(instruction.kind === instructor.kind && instruction.id === instructor.id, at,
    'is of another kind or id than the instructor');
  const isAccount = instruction.kind === 1;
  const isErased = instruction.nonce === null;
  require(isAccount ? isErased === (typedData === null) : !isErased, at, 'lacks its nonce or its message');
  if (!isAccount) {
    require(typedData === null && record.signature === null, element, 'only an instruction of an account is signed');
    notSigned(work, operators, placed);
    return false;
  }
  if (typedData === null) work.skip('the message of erased instructions');
  else {
    const told = `${element}.typedData`;
    require('text' in typedData, told, 'is no Instruction');
    require(typedData.stream === stream && typedData.nonce === instruction.nonce, told,
      'is of another stream or nonce');
    require(leaf.time / 1000n <= typedData.deadline, element,
      `time ${leaf.time} ms is above the signed deadline ${typedData.deadline} s`);
  }
  return signed(work, placed, instructor);
}

/** An instruction of a schedule, an event, another agent or the operator. */
function notSigned(work: Work, operators: Operators, { record, entry, element }: Placed): void {
  const [{ kind, id, proof }, nonce] = [record.instructor!, record.instruction!.nonce!];
  const at = `${element}.instructor`;
  const expected = kind === 3 || kind === 4 ? nonce : kind === 2 || kind === 5 ? zeroWord : proof;
  require(proof === expected, at, `its proof is ${proof}, not ${expected}`);
  if (kind === 2 || kind === 3) {
    const what = kind === 2 ? 'schedules' : 'events';
    const names = policyNames(work, record.law.policyRoot, what, at);
    if (names === null) work.skip(`names of ${what} of a policy that is not in the bundle`);
    else require(names.some((name) => keccak(utf8(name)) === id), at, `is none of its policy's ${what}`);
    work.skip(kind === 2 ? 'that the time of a schedule had come' : 'that the log of an event exists');
  } else if (kind === 4) work.skip('that a parent asked');
  else if (kind === 5) {
    const anchors = operators.get(entry.operatorId)?.anchors;
    const isAnchor = [...(anchors?.keys ?? [])].some((key) => BigInt(key) === BigInt(id));
    require(isAnchor || anchors?.isLate === true, at, `${id} is no anchor key of operator ${entry.operatorId}`);
    if (!isAnchor) work.skip('keys before a list that starts late');
  } else work.skip('instructors of a later edition');
}

function policyNames(work: Work, root: Hex, section: string, element: string): string[] | null {
  const text = documentText(work, root, element);
  return text === null ? null : Object.keys(member(parseCanonical(text)?.value, section) ?? {});
}

function signed(work: Work, placed: Placed, signer: { id: Hex; proof: Hex }): boolean {
  const { record: { typedData, signature }, element } = placed;
  if (typedData !== null) {
    const digest = digestOf(work.domain, typedData);
    require(digest === signer.proof, `${element}.typedData`, `its digest is ${digest}, the proof is ${signer.proof}`);
  }
  const at = `${element}.signature`;
  require(signature !== null, at, 'a signature is never erased');
  require(BigInt(signer.id) >> 160n === 0n, `${element}.instructor`, `${signer.id} is no address`);
  return isSignedBy(work, `0x${signer.id.slice(26)}`, signer.proof, signature, at);
}

function isSignedBy(work: Work, account: Hex, hash: Hex, signature: Hex, element: string): boolean {
  if (recoverAccount(hash, signature) === account) return true;
  require(hasCode(work, account), element, `does not recover to ${account}`);
  work.skip('signatures of contracts (ERC-1271)');
  return false;
}

/** Root and composition were in force near `policyBlock`; the document is for this chain and agent. */
function inForce(work: Work, agent: AgentWork, { record: { law }, element }: Placed): void {
  const stands = (what: string, hash: Hex, timeline: AgentWork['roots']) => {
    const standing = timeline.stand(law.policyBlock, work.finality, (one) => one === hash);
    require(standing !== 'fails', element, `${what} ${hash} was not in force near block ${law.policyBlock}`);
    if (standing === 'unknown') work.skip(`whether a ${what} was in force`);
    if (standing === 'near')
      work.lists.moved.push({ element, note: `${what} ${hash} was in force near block ${law.policyBlock}, not at it` });
  };
  stands('policy', law.policyRoot, agent.roots);
  stands('composition', law.composition, agent.compositions);
  if (law.policyRoot === zeroWord) return;
  const text = documentText(work, law.policyRoot, element);
  if (text === null) {
    work.skip('leaves under a policy that is not in the bundle');
    return;
  }
  const policy = parseCanonical(text)?.value;
  const chain = `eip155:${work.bundle.chain.chainId}`;
  require(member(policy, 'chain') === chain, element, `its policy is not for chain ${chain}`);
  require(member(policy, 'agent') === agent.agent.name, element, `its policy is not for agent ${agent.agent.name}`);
}
