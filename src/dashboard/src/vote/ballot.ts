import {
  encodeFunctionData, hashDomain, hashStruct, hashTypedData, type Address, type Hex, type TypedDataDomain,
} from 'viem';
import { governorAbi } from './chain/abi';

/** How a holder votes; the numbers are the Governor's. */
export const Side = { Against: 0, For: 1, Abstain: 2 } as const;
export type Side = (typeof Side)[keyof typeof Side];

/** The words of a vote, in the order in which they are offered. */
export const sides: readonly { side: Side; word: string }[] = [
  { side: Side.For, word: 'For' }, { side: Side.Against, word: 'Against' }, { side: Side.Abstain, word: 'Abstain' },
];

export function sideWord(side: number): string {
  return sides.find((one) => one.side === side)?.word ?? `unknown vote ${side}`;
}

/** What a voter says: to which Governor, about what, which way and why. */
export interface Vote {
  readonly chainId: number;
  readonly governor: Address;
  readonly proposal: bigint;
  readonly side: Side;
  readonly voter: Address;
  /** Goes on chain as it is; may be empty. */
  readonly reason: string;
}

/** A vote that is signed instead of sent. */
export interface Ballot extends Vote {
  /** Name and version as the Governor itself states them (EIP-5267). */
  readonly name: string;
  readonly version: string;
  /**
   * The Governor's next nonce of this voter under the key `proposal mod 2^192`: a signature for one proposal never
   * spoils one for another.
   */
  readonly nonce: bigint;
}

const ballotTypes = {
  Ballot: [
    { name: 'proposalId', type: 'uint256' }, { name: 'support', type: 'uint8' },
    { name: 'voter', type: 'address' }, { name: 'nonce', type: 'uint256' },
  ],
} as const;

const extendedTypes = {
  ExtendedBallot: [
    ...ballotTypes.Ballot, { name: 'reason', type: 'string' }, { name: 'params', type: 'bytes' },
  ],
} as const;

const domainFields = [
  { name: 'name', type: 'string' }, { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' }, { name: 'verifyingContract', type: 'address' },
] as const;

/** What a wallet is asked to sign, with the hashes that hardware wallets show. */
export interface TypedBallot {
  readonly primaryType: 'Ballot' | 'ExtendedBallot';
  readonly domain: TypedDataDomain & { chainId: number; verifyingContract: Address };
  readonly fields: readonly { name: string; type: string; value: string }[];
  readonly domainHash: Hex;
  readonly messageHash: Hex;
  readonly digest: Hex;
  /** The JSON for `eth_signTypedData_v4`: numbers as decimal text, so that none is rounded. */
  readonly json: string;
}

/** The key of the nonces that belong to a proposal. */
export function nonceKey(proposal: bigint): bigint {
  return BigInt.asUintN(192, proposal);
}

/** A ballot with a reason is an ExtendedBallot: only that one carries it to the chain. */
export function typedBallot(ballot: Ballot): TypedBallot {
  const { name, version, chainId, governor } = ballot;
  const domain = { name, version, chainId, verifyingContract: governor };
  const short = {
    proposalId: ballot.proposal, support: ballot.side, voter: ballot.voter, nonce: ballot.nonce,
  };
  const domainHash = hashDomain({
    domain: { ...domain, chainId: BigInt(chainId) }, types: { EIP712Domain: [...domainFields] },
  });
  if (ballot.reason === '') {
    const typed = { domain, types: ballotTypes, primaryType: 'Ballot', message: short } as const;
    const messageHash = hashStruct({ data: short, primaryType: 'Ballot', types: ballotTypes });
    return shown('Ballot', domain, ballotTypes.Ballot, short, domainHash, messageHash, hashTypedData(typed));
  }
  const long = { ...short, reason: ballot.reason, params: '0x' as Hex };
  const typed = { domain, types: extendedTypes, primaryType: 'ExtendedBallot', message: long } as const;
  const messageHash = hashStruct({ data: long, primaryType: 'ExtendedBallot', types: extendedTypes });
  return shown(
    'ExtendedBallot', domain, extendedTypes.ExtendedBallot, long, domainHash, messageHash, hashTypedData(typed));
}

function shown(
  primaryType: TypedBallot['primaryType'], domain: TypedBallot['domain'],
  types: readonly { name: string; type: string }[], message: Record<string, unknown>, domainHash: Hex,
  messageHash: Hex, digest: Hex,
): TypedBallot {
  const plain = Object.fromEntries(
    Object.entries(message).map(([key, value]) => [key, typeof value === 'bigint' ? value.toString() : value]));
  return {
    primaryType, domain, domainHash, messageHash, digest,
    fields: types.map(({ name, type }) => ({ name, type, value: String(message[name]) })),
    json: JSON.stringify({
      types: { EIP712Domain: domainFields, [primaryType]: types }, primaryType, domain, message: plain,
    }),
  };
}

/** The call that casts a signed ballot; anybody may send it. */
export function ballotCall(ballot: Vote, signature: Hex): Hex {
  const { proposal, side, voter, reason } = ballot;
  return reason === ''
    ? encodeFunctionData({
      abi: governorAbi, functionName: 'castVoteBySig', args: [proposal, side, voter, signature],
    })
    : encodeFunctionData({
      abi: governorAbi, functionName: 'castVoteWithReasonAndParamsBySig',
      args: [proposal, side, voter, reason, '0x', signature],
    });
}

/** The call by which the voter casts the same vote with a transaction of its own. */
export function voteCall(vote: Vote): Hex {
  const { proposal, side, reason } = vote;
  return reason === ''
    ? encodeFunctionData({ abi: governorAbi, functionName: 'castVote', args: [proposal, side] })
    : encodeFunctionData({ abi: governorAbi, functionName: 'castVoteWithReason', args: [proposal, side, reason] });
}
