import { describe, expect, it } from 'vitest';
import type { Standing } from './chain/proposals';
import { nextOf } from './next';

const standing: Standing = {
  state: 'active', snapshot: 10n, deadline: 20n, executableAt: 0n, for: 3n, against: 1n, abstain: 0n, quorum: 2n,
  block: 5n, now: 30n,
};
const said = (change: Partial<Standing>): string | null => {
  const next = nextOf({ ...standing, ...change });
  return next === null ? null : `${next.words}; ${next.command}`;
};

describe('what comes after a vote', () => {
  it.each([
    ['nothing while it is open', {}, null],
    ['the queue', { state: 'succeeded' }, 'changes nothing yet. .*; dai proposal queue'],
    ['the delay', { state: 'queued', executableAt: 31n }, 'After its delay .*; dai proposal execute'],
    ['the end of the delay', { state: 'queued', executableAt: 30n }, 'now; dai proposal execute'],
    ['nothing without a quorum', { state: 'defeated', for: 1n, against: 0n }, 'Too few took part'],
    ['nothing where most were against it', { state: 'defeated', against: 4n }, 'Not more were for it'],
    ['nothing where it was a draw', { state: 'defeated', against: 3n }, 'Not more were for it'],
    ['nothing more once it is carried out', { state: 'executed' }, null],
  ] as const)('is %s', (_, change, words) => {
    if (words === null) expect(said(change)).toBeNull();
    else expect(said(change)).toMatch(new RegExp(words));
  });
});
