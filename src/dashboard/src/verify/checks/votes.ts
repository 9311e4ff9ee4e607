import type { Proposal } from '../bundle';
import { type Hex, keccak, keccakHex, mappingSlot, utf8, word, wordOf } from '../hash';
import { require, type Work } from '../work';

/** A proposal whose calls publish a policy. */
export interface ProvenVote {
  proposal: Proposal;
  root: Hex;
  agentId: bigint;
  /** Executed, not canceled, and counted as written, by the Governor's own slots. */
  isProven: boolean;
}

/** An id follows from the calls and the description, the rest from the slots of the Governor. */
export function checkVotes(work: Work): ProvenVote[] {
  const votes = work.bundle.proposals.map((proposal, i) => vote(work, proposal, `proposals[${i}]`));
  const published = work.agents.flatMap(({ agent }) =>
    agent.publications.steps.map((one) => [agent.agentId, one.root]));
  const without = published.filter(([id, root]) => !votes.some((one) => one.agentId === id && one.root === root));
  if (without.length > 0) work.skip('publications whose vote is not in this bundle', without.length);
  return votes;
}

/** The id that OpenZeppelin's Governor gives a proposal. */
export function proposalId({ targets, values, calldatas, description }: Proposal): bigint {
  const parts = [targets.map(word), values.map(word), calldatas.map(bytesOf)];
  const arrays = [array(parts[0]!), array(parts[1]!), arrayOfOffsets(parts[2]!)];
  const head = offsets(arrays, 4 * 32).map(word).join('') + word(keccak(utf8(description)));
  return BigInt(keccakHex(head + arrays.join('')));
}

// Solidity ABI, as hex digits: a value of unknown length stands behind the heads, which hold where it starts.
const array = (elements: readonly string[]): string => word(elements.length) + elements.join('');
const arrayOfOffsets = (elements: readonly string[]): string =>
  word(elements.length) + offsets(elements, elements.length * 32).map(word).join('') + elements.join('');
const bytesOf = (bytes: Hex): string =>
  word(bytes.length / 2 - 1) + bytes.slice(2).padEnd(Math.ceil((bytes.length - 2) / 64) * 64, '0');

/** Where each part starts, in bytes, when the first starts at `from`. */
function offsets(parts: readonly string[], from: number): number[] {
  let at = from;
  return parts.map((part) => {
    const start = at;
    at += part.length / 2;
    return start;
  });
}

function vote(work: Work, proposal: Proposal, element: string): ProvenVote {
  const { targets, values, calldatas, tallies } = proposal;
  require(targets.length === values.length && targets.length === calldatas.length, element,
    'its lists differ in length');
  const id = proposalId(proposal);
  require(id === proposal.id, `${element}.id`, `its calls and description give ${id}`);
  const { root, agentId } = publication(work, proposal, element);
  const slots = work.manifest?.governorSlots;
  const { governor, authority } = work.contracts;
  if (governor === null || slots == null) {
    require(work.manifest === null || tallies === null, `${element}.tallies`, 'there is no Governor that counted');
    work.skip(governor === null ? `votes of ${authority}, which is another DAO` : 'votes without the manifest');
    return { proposal, root, agentId, isProven: false };
  }
  const core = BigInt(slot(work, governor, mappingSlot(id, slots.proposals), element));
  require(((core >> 240n) & 255n) === 1n, element, 'was not executed');
  require(((core >> 248n) & 255n) === 0n, element, 'was canceled');
  require(tallies !== null, `${element}.tallies`, 'the Governor counted, and they are not there');
  const first = BigInt(mappingSlot(id, slots.votes));
  for (const [i, name] of (['against', 'for', 'abstain'] as const).entries()) {
    const counted = BigInt(slot(work, governor, wordOf(first + BigInt(i)), element));
    require(counted === tallies[name], `${element}.tallies.${name}`,
      `${tallies[name]}, the Governor counted ${counted}`);
  }
  return { proposal, root, agentId, isProven: true };
}

function slot(work: Work, contract: Hex, at: Hex, element: string): Hex {
  const value = work.slot(contract, at);
  require(value !== null, element, `no proof opens slot ${at} of ${contract}`);
  return value;
}

/** Agent and root are the first two words of the call `publish`. */
function publication(work: Work, { targets, calldatas }: Proposal, element: string): { root: Hex; agentId: bigint } {
  const selector = work.manifest?.publishSelector ?? null;
  if (selector === null) work.skip('which call of a proposal is the publication');
  for (const [i, data] of calldatas.entries()) {
    if (targets[i] !== work.contracts.policyRegistry || data.length < 2 + 2 * 68) continue;
    if (selector !== null && !data.startsWith(selector)) continue;
    const agentId = BigInt(`0x${data.slice(10, 74)}`);
    const root: Hex = `0x${data.slice(74, 138)}`;
    const agent = work.agents.find((one) => one.agent.agentId === agentId)?.agent;
    if (agent?.publications.steps.some((one) => one.root === root)) return { root, agentId };
  }
  return require(false, element, 'publishes no policy of an exported agent'), { root: '0x', agentId: 0n };
}
