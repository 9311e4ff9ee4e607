import { keccak256, type Address, type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../governance/vectors/ballots.json';
import { ballotCall, nonceKey, Side, sideWord, typedBallot, voteCall, type Ballot } from './ballot';

function read(one: (typeof vectors.cases)[number]): Ballot {
  return {
    name: vectors.name, version: vectors.version, chainId: Number(one.chainId), governor: one.governor as Address,
    proposal: BigInt(one.proposal), side: one.support as Side, voter: vectors.voter as Address,
    nonce: BigInt(one.nonce), reason: one.reason,
  };
}

describe('a ballot', () => {
  it.each(vectors.cases)('has the hashes and calls of the shared vectors: $name', (one) => {
    const ballot = read(one);
    const typed = typedBallot(ballot);
    expect(typed.domainHash).toBe(one.domainHash);
    expect(typed.messageHash).toBe(one.messageHash);
    expect(typed.digest).toBe(one.digest);
    expect(keccak256(voteCall(ballot))).toBe(one.plain);
    expect(keccak256(ballotCall(ballot, one.signature as Hex))).toBe(one.signed);
  });

  it.each(vectors.cases)('is signed the same when a wallet reads its JSON: $name', async (one) => {
    const wallet = privateKeyToAccount(vectors.key as Hex);
    const asked = JSON.parse(typedBallot(read(one)).json);
    expect(await wallet.signTypedData(asked)).toBe(one.signature);
  });

  it('loses no digit on the way to the wallet', () => {
    const ballot = { ...read(vectors.cases[0]!), proposal: 2n ** 256n - 1n, nonce: 2n ** 53n + 1n };
    const asked = JSON.parse(typedBallot(ballot).json);
    expect(asked.message.proposalId).toBe((2n ** 256n - 1n).toString());
    expect(asked.message.nonce).toBe('9007199254740993');
  });

  it('keeps the reason as it was written', () => {
    const reason = 'a\r\nb\u0301 <b>\u202e';
    const typed = typedBallot({ ...read(vectors.cases[0]!), reason });
    expect(JSON.parse(typed.json).message.reason).toBe(reason);
    expect(typed.fields.find((field) => field.name === 'reason')?.value).toBe(reason);
    expect(typed.primaryType).toBe('ExtendedBallot');
  });

  it('counts its nonces by the proposal', () => {
    expect(nonceKey(2n ** 200n + 5n)).toBe(5n);
  });

  it('names a vote that no Governor of ours knows as such', () => {
    expect(sideWord(1)).toBe('For');
    expect(sideWord(7)).toBe('unknown vote 7');
  });
});
