import { decodeErrorResult, type Address, type Client, type Hex } from 'viem';
import { ballotCall, typedBallot, voteCall, type Ballot, type TypedBallot, type Vote } from './ballot';
import { governorAbi } from './chain/abi';
import { isSilent, type VotingDao } from './chain/dao';
import { stateWords } from './chain/proposals';
import type { SignedVote } from './draft';
import { sendCall, signTyped, type Asked, type Connection } from './wallet/session';
import { plainText, type Trouble } from './wallet/trouble';
import { readContract, revertData, tryCall } from './chain/read';

/** A ballot ready to be signed, and what a wallet will show of it. */
export interface Prepared { readonly ballot: Ballot; readonly typed: TypedBallot }

/** Name and version under which the Governor takes signatures, as it states them itself. */
export interface Domain { readonly name: string; readonly version: string }

/** Asks the Governor for its domain. @throws Error It states that of another contract or chain. */
export async function readDomain(client: Client, dao: VotingDao): Promise<Domain> {
  const [, name, version, chainId, contract] = await readContract(client, {
    address: dao.governor, abi: governorAbi, functionName: 'eip712Domain',
  });
  // A domain of another contract or chain would make the signature good for something else.
  if (chainId !== BigInt(dao.chainId) || contract.toLowerCase() !== dao.governor.toLowerCase())
    throw new Error(`the Governor states the domain of ${contract} on chain ${chainId}`);
  return { name, version };
}

/** A vote as a ballot. @param nonce The Governor's next of the voter for this proposal. */
export function prepare(domain: Domain, vote: Vote, nonce: bigint): Prepared {
  const ballot = { ...vote, ...domain, nonce };
  return { ballot, typed: typedBallot(ballot) };
}

/** Asks the wallet to sign, and the Governor whether it takes that signature: what it refuses is not kept. */
export async function signVote(
  client: Client, connection: Connection, { ballot, typed }: Prepared,
): Promise<Asked<SignedVote>> {
  const signed = await signTyped(connection, typed.json);
  if (!signed.ok) return signed;
  const refused = await refusal(client, connection.account, ballot.governor, ballotCall(ballot, signed.value));
  if (refused !== null) return { ok: false, trouble: refused };
  const { chainId, governor, proposal, side, voter, reason } = ballot;
  const vote = { chainId, governor, proposal, side, voter, reason };
  return { ok: true, value: { vote, signature: signed.value, digest: typed.digest } };
}

/** Sends somebody's signed vote from the connected account, which pays for it. */
export function sendSigned(client: Client, connection: Connection, { vote, signature }: SignedVote) {
  return sendTried(client, connection, vote.governor, ballotCall(vote, signature));
}

/** Casts the vote of the connected account by a transaction of its own. */
export function sendVote(client: Client, connection: Connection, vote: Vote) {
  return sendTried(client, connection, vote.governor, voteCall(vote));
}

/** Tries a call first, so that what cannot work costs nobody anything, then asks the wallet to send it. */
export async function sendTried(
  client: Client, connection: Connection, to: Address, data: Hex): Promise<Asked<Hex>> {
  const refused = await refusal(client, connection.account, to, data);
  return refused === null ? sendCall(connection, to, data) : { ok: false, trouble: refused };
}

async function refusal(client: Client, account: Address, to: Address, data: Hex): Promise<Trouble | null> {
  try {
    await tryCall(client, { from: account, to, data });
    return null;
  } catch (error) {
    return isSilent(error) ? silent : refusedWords(error);
  }
}

/** Nobody answered: it is not known whether anything would work, and nothing was sent. */
export const silent: Trouble = {
  kind: 'endpoint', words: 'The endpoint of the chain does not answer. Nothing was sent.',
  next: 'What you chose and wrote is still here. Ask again, or choose another endpoint under "Chain".',
};

/** Any failure to read the chain, in words. */
export function chainTrouble(error: unknown): Trouble {
  return isSilent(error) ? silent : {
    kind: 'endpoint', words: `The chain's answer was not as expected: ${plainText(shortMessage(error))}`,
    next: 'What you chose and wrote is still here. Ask again, or choose another endpoint under "Chain".',
  };
}

function refusedWords(error: unknown): Trouble {
  const data = revertData(error);
  try {
    if (data !== null) {
      const { errorName, args } = decodeErrorResult({ abi: governorAbi, data });
      if (errorName === 'GovernorAlreadyCastVote')
        return refused(
          'This account has voted on this proposal already.', 'A vote is cast once; its receipt is below.');
      if (errorName === 'GovernorUnexpectedProposalState')
        return refused(`The vote is not open: the proposal is ${stateWords[args[1]] ?? 'in another state'}.`,
          'Nobody can vote on it now.');
      if (errorName === 'GovernorInvalidSignature')
        return refused('The Governor does not take this signature for that account.',
          'An account with code of its own signs by that code. Vote by a transaction instead.');
    }
  } catch {
    // An error of another contract: its bytes are shown below.
  }
  return refused(`The chain refuses this: ${plainText(data ?? shortMessage(error))}`, 'Nothing was sent.');
}

const refused = (words: string, next: string): Trouble => ({ kind: 'refused', words, next });

function shortMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
