import { isAddressEqual, zeroAddress, type Address, type Hex, type Client } from 'viem';
import { getCode } from 'viem/actions';
import { nonceKey } from './ballot';
import { governorAbi, tokenAbi } from './chain/abi';
import type { VotingDao } from './chain/dao';
import type { CastVote, Proposal, Standing } from './chain/proposals';
import { readVotes } from './chain/proposals';
import { readContract } from './chain/read';

/** What the chain says about one account and one proposal, all at one block. */
export interface VoterFacts {
  readonly account: Address;
  /** Votes at the proposal's snapshot; null before it. */
  readonly power: bigint | null;
  readonly powerNow: bigint;
  readonly balance: bigint;
  /** Who votes with its balance; zero = nobody. */
  readonly delegate: Address;
  readonly cast: CastVote | null;
  readonly nonce: bigint;
  /** Who checks a signature of it: the Governor itself, or the account's own contract (EIP-1271). */
  readonly kind: 'key' | 'contract' | 'delegating key';
}

/** Whether an account may vote now; where not, why, and what would help. */
export type Eligibility =
  | { readonly may: true; readonly power: bigint }
  | { readonly may: false; readonly why: string; readonly next: string };

export async function readVoter(
  client: Client, dao: VotingDao, token: Address, proposal: Proposal, standing: Standing, account: Address,
): Promise<VoterFacts> {
  const blockNumber = standing.block;
  const governor = { address: dao.governor, abi: governorAbi, blockNumber } as const;
  const votes = { address: token, abi: tokenAbi, blockNumber } as const;
  const [power, powerNow, balance, delegate, voted, nonce, code] = await Promise.all([
    standing.snapshot < standing.now
      ? readContract(client, { ...governor, functionName: 'getVotes', args: [account, standing.snapshot] }) : null,
    readContract(client, { ...votes, functionName: 'getVotes', args: [account] }),
    readContract(client, { ...votes, functionName: 'balanceOf', args: [account] }),
    readContract(client, { ...votes, functionName: 'delegates', args: [account] }),
    readContract(client, { ...governor, functionName: 'hasVoted', args: [proposal.id, account] }),
    readContract(client, { ...governor, functionName: 'nonces', args: [account, nonceKey(proposal.id)] }),
    getCode(client, { address: account, blockNumber }),
  ]);
  const cast = voted ? (await readVotes(client, dao, proposal, account))[0] ?? null : null;
  return { account, power, powerNow, balance, delegate, cast, nonce, kind: kindOf(code) };
}

// Code that begins 0xef0100 is a key's account that lends itself code (EIP-7702): no contract wallet, though the
// Governor asks that code about its signatures.
function kindOf(code: Hex | undefined): VoterFacts['kind'] {
  if (code === undefined || code === '0x') return 'key';
  return code.startsWith('0xef0100') ? 'delegating key' : 'contract';
}

/** Says it before anything is signed. */
export function eligibility(standing: Standing, voter: VoterFacts, written: (units: bigint) => string): Eligibility {
  const no = (why: string, next: string): Eligibility => ({ may: false, why, next });
  if (voter.cast !== null)
    return no('This account has voted on this proposal already.', 'A vote is cast once; below is the receipt.');
  if (standing.state === 'pending')
    return no('The vote has not begun.', 'Come back when it has; what you chose here stays.');
  if (standing.state !== 'active')
    return no(`The vote is over: the proposal is ${standing.state}.`, 'Nobody can vote on it any more.');
  if (voter.power === null || voter.power === 0n) return no(...powerless(voter, written));
  return { may: true, power: voter.power };
}

function powerless(voter: VoterFacts, written: (units: bigint) => string): [string, string] {
  const { balance, delegate, account, powerNow } = voter;
  const head = 'This account has no vote on this proposal: ';
  if (powerNow > 0n)
    return [`${head}its ${written(powerNow)} votes came after the moment from which the vote counts.`,
      'They count for the next proposal.'];
  if (balance === 0n)
    return [`${head}it holds no tokens, and nobody delegated any to it.`,
      'Connect the account that holds them; what you chose here stays.'];
  if (isAddressEqual(delegate, zeroAddress))
    return [`${head}it holds ${written(balance)}, but they are delegated to nobody.`,
      'Delegate them to yourself below; they count from the next proposal on.'];
  if (isAddressEqual(delegate, account))
    return [`${head}its tokens came after the moment from which the vote counts.`, 'They count for the next proposal.'];
  return [`${head}its ${written(balance)} are delegated to ${delegate}, who votes with them.`,
    'To vote yourself next time, delegate to yourself below.'];
}
