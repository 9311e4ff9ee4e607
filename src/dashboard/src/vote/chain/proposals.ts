import {
  decodeEventLog, encodeAbiParameters, encodeEventTopics, keccak256, pad, toBytes, type Address,
  type Hash, type Hex, type Log, type Client,
} from 'viem';
import { getBlock, getBlockNumber } from 'viem/actions';
import { governorAbi } from './abi';
import type { VotingDao } from './dao';
import type { ProposedCall } from './decode';
import { readContract } from './read';

/** The states of OpenZeppelin's Governor, by its numbers. */
export const stateWords = [
  'pending', 'active', 'canceled', 'defeated', 'succeeded', 'queued', 'expired', 'executed',
] as const;
export type StateWord = (typeof stateWords)[number];

/** A proposal as it was made. */
export interface Proposal {
  readonly id: bigint;
  readonly proposer: Address;
  readonly calls: readonly ProposedCall[];
  /** Text of the proposer, who may write anything: it is not what the proposal does. */
  readonly description: string;
  readonly block: bigint;
  readonly transaction: Hash;
}

/** How a proposal stands at one block. Times in Unix seconds, votes in the token's smallest unit. */
export interface Standing {
  readonly state: StateWord;
  readonly snapshot: bigint;
  readonly deadline: bigint;
  /** When it may be carried out; 0 until it is queued. */
  readonly executableAt: bigint;
  readonly for: bigint;
  readonly against: bigint;
  readonly abstain: bigint;
  /** Votes for and abstaining that have to take part; null before the vote starts. */
  readonly quorum: bigint | null;
  readonly block: bigint;
  readonly now: bigint;
}

/** A vote that counts. */
export interface CastVote {
  readonly voter: Address; readonly side: number; readonly weight: bigint; readonly reason: string;
  readonly block: bigint; readonly transaction: Hash;
}

/** All proposals, newest first. One whose id does not follow from its calls is left out: its log lies. */
export async function listProposals(client: Client, dao: VotingDao): Promise<readonly Proposal[]> {
  const [topic] = encodeEventTopics({ abi: governorAbi, eventName: 'ProposalCreated' });
  const logs = await readLogs(client, dao.governor, [topic ?? null], dao.firstBlock);
  return logs.map(made).filter((one): one is Proposal => one !== null).reverse();
}

function made(log: Log): Proposal | null {
  const { args } = decodeEventLog({ abi: governorAbi, eventName: 'ProposalCreated', ...bytesOf(log) });
  const [id, proposer, targets, values, , calldatas, , , description] = args;
  if (proposalId(targets, values, calldatas, description) !== id) return null;
  return {
    id, proposer, description, block: log.blockNumber ?? 0n, transaction: log.transactionHash ?? '0x',
    calls: targets.map((target, i) => ({ target, value: values[i] ?? 0n, data: calldatas[i] ?? '0x' })),
  };
}

/** The id that follows from what a proposal calls and from the bytes of its description. */
export function proposalId(
  targets: readonly Address[], values: readonly bigint[], calldatas: readonly Hex[], description: string,
): bigint {
  return BigInt(keccak256(encodeAbiParameters(
    [{ type: 'address[]' }, { type: 'uint256[]' }, { type: 'bytes[]' }, { type: 'bytes32' }],
    [targets, values, calldatas, keccak256(toBytes(description))])));
}

/** How a proposal stands at the head; every figure is of the same block. */
export async function readStanding(client: Client, dao: VotingDao, id: bigint): Promise<Standing> {
  const { number: blockNumber, timestamp: now } = await getBlock(client);
  const governor = { address: dao.governor, abi: governorAbi, blockNumber } as const;
  const [state, snapshot, deadline, executableAt, votes] = await Promise.all([
    readContract(client, { ...governor, functionName: 'state', args: [id] }),
    readContract(client, { ...governor, functionName: 'proposalSnapshot', args: [id] }),
    readContract(client, { ...governor, functionName: 'proposalDeadline', args: [id] }),
    readContract(client, { ...governor, functionName: 'proposalEta', args: [id] }),
    readContract(client, { ...governor, functionName: 'proposalVotes', args: [id] }),
  ]);
  // The votes of a moment are known once it is past.
  const quorum = snapshot < now
    ? await readContract(client, { ...governor, functionName: 'quorum', args: [snapshot] }) : null;
  const [against, inFavour, abstain] = votes;
  return {
    state: stateWords[state] ?? 'pending', snapshot, deadline, executableAt, against, for: inFavour, abstain, quorum,
    block: blockNumber, now,
  };
}

/** Every vote cast on a proposal, in order; of one voter where it is named. */
export async function readVotes(
  client: Client, dao: VotingDao, proposal: Proposal, voter?: Address,
): Promise<readonly CastVote[]> {
  const [topic] = encodeEventTopics({ abi: governorAbi, eventName: 'VoteCast' });
  const by = voter === undefined ? null : pad(voter);
  const logs = await readLogs(client, dao.governor, [topic ?? null, by], proposal.block);
  return logs.flatMap((log) => {
    const { args } = decodeEventLog({ abi: governorAbi, eventName: 'VoteCast', ...bytesOf(log) });
    return args.proposalId !== proposal.id ? [] : [{
      voter: args.voter, side: args.support, weight: args.weight, reason: args.reason,
      block: log.blockNumber ?? 0n, transaction: log.transactionHash ?? '0x' as Hash,
    }];
  });
}

function bytesOf(log: Log): { data: Hex; topics: [Hex, ...Hex[]] } {
  return { data: log.data, topics: log.topics as [Hex, ...Hex[]] };
}

/** Reads logs; an endpoint that refuses the whole span is asked for halves of it. */
async function readLogs(
  client: Client, address: Address, topics: (Hex | null)[], from: bigint, to?: bigint,
): Promise<readonly Log[]> {
  const head = to ?? await getBlockNumber(client);
  const hex = (block: bigint): Hex => `0x${block.toString(16)}`;
  try {
    const logs = await client.request({
      method: 'eth_getLogs', params: [{ address, topics, fromBlock: hex(from), toBlock: hex(head) }],
    });
    return logs.map((log) => ({ ...log, blockNumber: BigInt(log.blockNumber ?? 0) }) as unknown as Log);
  } catch (error) {
    if (head - from < 1024n) throw error;
    const middle = (from + head) / 2n;
    return [
      ...await readLogs(client, address, topics, from, middle),
      ...await readLogs(client, address, topics, middle + 1n, head),
    ];
  }
}
