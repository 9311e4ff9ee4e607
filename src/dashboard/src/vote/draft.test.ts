import { describe, expect, it } from 'vitest';
import type { Address } from 'viem';
import { ballotFile, keepDraft, keepSigned, readDraft, readSigned, type SignedVote } from './draft';
import { movements } from './rehearsal';

class Memory implements Storage {
  private readonly kept = new Map<string, string>();
  get length() { return this.kept.size; }
  clear() { this.kept.clear(); }
  key(index: number) { return [...this.kept.keys()][index] ?? null; }
  getItem(key: string) { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string) { this.kept.set(key, value); }
  removeItem(key: string) { this.kept.delete(key); }
}

const dao: { chainId: number; governor: Address } = {
  chainId: 31337, governor: '0x1111111111111111111111111111111111111111',
};
const signed: SignedVote = {
  signature: '0x12', digest: '0x34',
  vote: { chainId: 31337, governor: dao.governor, proposal: 2n ** 255n, side: 2, voter: dao.governor,
    reason: '“a”\n' },
};

describe('a draft', () => {
  it('is kept by proposal, DAO and chain', () => {
    const store = new Memory();
    keepDraft(store, dao, 1n, { side: 0, reason: 'no' });
    expect(readDraft(store, dao, 1n)).toEqual({ side: 0, reason: 'no' });
    expect(readDraft(store, dao, 2n)).toEqual({ side: null, reason: '' });
    expect(readDraft(store, { ...dao, chainId: 1 }, 1n)).toEqual({ side: null, reason: '' });
  });

  it.each(['{', 'null', '7', '{"side":9,"reason":5}'])('that was broken (%s) is an empty one', (text) => {
    const store = new Memory();
    keepDraft(store, dao, 1n, { side: 1, reason: 'x' });
    store.setItem(store.key(0)!, text);
    expect(readDraft(store, dao, 1n)).toEqual({ side: null, reason: '' });
  });
});

describe('a signed vote', () => {
  it('comes back whole, and goes when it is let go', () => {
    const store = new Memory();
    keepSigned(store, dao, signed.vote.proposal, signed);
    expect(readSigned(store, dao, signed.vote.proposal)).toEqual(signed);
    keepSigned(store, dao, signed.vote.proposal, null);
    expect(readSigned(store, dao, signed.vote.proposal)).toBeNull();
  });

  it('is a file with every digit and the reason as it was written', () =>
    expect(JSON.parse(ballotFile(signed))).toEqual({
      schema: 'dai.ballot/1', chain: 'eip155:31337', governor: dao.governor, proposal: (2n ** 255n).toString(),
      support: 2, voter: dao.governor, reason: '“a”\n', signature: '0x12',
    }));
});

describe('a backtest', () => {
  it('counts which way actions move', () => {
    const move = (then: 'denied' | 'allowed', now: 'approval' | 'allowed') => ({
      action: '0x', tool: 't', then: { verdict: then, rule: null }, now: { verdict: now, rule: null } });
    expect(movements([move('denied', 'allowed'), move('allowed', 'approval'), move('denied', 'allowed')])).toEqual([
      { from: 'denied', to: 'allowed', count: 2 }, { from: 'allowed', to: 'approval', count: 1 }]);
  });
});
