import { zeroAddress, type Address } from 'viem';
import { describe, expect, it } from 'vitest';
import type { Standing } from './chain/proposals';
import { eligibility, type VoterFacts } from './eligibility';

const me: Address = '0x1111111111111111111111111111111111111111';
const other: Address = '0x2222222222222222222222222222222222222222';
const standing: Standing = {
  state: 'active', snapshot: 10n, deadline: 20n, executableAt: 0n, for: 0n, against: 0n, abstain: 0n, quorum: 1n,
  block: 5n, now: 11n,
};
const voter: VoterFacts = {
  account: me, power: 0n, powerNow: 0n, balance: 0n, delegate: zeroAddress, cast: null, nonce: 0n, kind: 'key',
};
const said = (change: Partial<VoterFacts>, at: Partial<Standing> = {}): string => {
  const answer = eligibility({ ...standing, ...at }, { ...voter, ...change }, (units) => `${units} V`);
  return answer.may ? `may with ${answer.power}` : `${answer.why} ${answer.next}`;
};

describe('who may vote', () => {
  it.each([
    ['with votes at the snapshot', { power: 1n }, 'may with 1'],
    ['with less now than then', { power: 7n, powerNow: 1n }, 'may with 7'],
  ])('does so %s', (_, change, expected) => expect(said(change)).toBe(expected));

  it.each([
    ['nothing at all', {}, /holds no tokens, and nobody delegated/],
    ['tokens delegated to nobody', { balance: 10_000n }, /holds 10000 V, but they are delegated to nobody.*next/],
    ['tokens delegated after the snapshot', { balance: 5n, delegate: me, powerNow: 5n }, /5 V votes came after/],
    ['tokens delegated to somebody', { balance: 5n, delegate: other }, new RegExp(`delegated to ${other}`)],
    ['tokens bought after the snapshot', { balance: 5n, delegate: me }, /tokens came after the moment/],
  ])('does not with %s, and reads why', (_, change, expected) => expect(said(change)).toMatch(expected));

  it.each([
    ['pending', /has not begun/], ['canceled', /the proposal is canceled/], ['defeated', /is defeated/],
    ['succeeded', /is succeeded/], ['queued', /is queued/], ['executed', /is executed/], ['expired', /is expired/],
  ] as const)('does not while it is %s', (state, expected) => expect(said({ power: 1n }, { state })).toMatch(expected));

  it('does not twice', () => expect(said({
    power: 1n, cast: { voter: me, side: 1, weight: 1n, reason: '', block: 1n, transaction: '0x' },
  })).toMatch(/has voted on this proposal already/));

  it('is not decided from what an account has now', () =>
    expect(said({ power: 0n, powerNow: 9n })).not.toMatch(/^may/));
});
