import { describe, expect, it } from 'vitest';
import type { LeafView } from '../node/views';
import { Book, type Row } from './book';
import { marksOf } from './Lanes';
import { counted, said } from './words';

const zero = `0x${'0'.repeat(64)}`;
let seq = 0;

const leaf = (kind: string, more: Partial<LeafView> = {}): LeafView => ({
  seq: ++seq,
  hash: `0x${String(seq).padStart(64, '0')}`,
  kind,
  time: new Date(seq * 1_000).toISOString(),
  action: zero,
  verdict: 'None',
  rule: null,
  law: zero,
  instruction: null,
  effect: 'None',
  label: 'None',
  asset: null,
  amount: '0',
  ...more,
});

function story(): LeafView[] {
  seq = 0;
  const money = { effect: 'Money', amount: '5', asset: '0x01' };
  return [
    leaf('Instructed', { instruction: '0xa' }),
    leaf('Opened', { action: '0x1', instruction: '0xa', verdict: 'Allowed', rule: 'r', ...money }),
    leaf('Closed', { action: '0x1', instruction: '0xa', verdict: 'Done', rule: 'r', ...money }),
    leaf('Answered'),
    leaf('Governed'),
    leaf('Refused', { action: '0x2', instruction: '0xb', verdict: 'OverBudget', rule: 'r' }),
    leaf('Awaiting', { action: '0x3', instruction: '0xc', rule: 'ask' }),
    leaf('Approved', { action: '0x3', instruction: '0xc', rule: 'ask' }),
    leaf('Opened', { action: '0x3', instruction: '0xc', verdict: 'AllowedAfterApproval', rule: 'ask' }),
    leaf('Awaiting', { action: '0x4', instruction: '0xd', rule: 'ask' }),
    leaf('Expired', { action: '0x4', instruction: '0xd', rule: 'ask' }),
    leaf('Opened', { action: '0x5', instruction: '0xe', verdict: 'Allowed', effect: 'Write' }),
    leaf('Closed', { action: '0x5', instruction: '0xe', verdict: 'Unknown', effect: 'Write' }),
    leaf('Awaiting', { action: '0x6', instruction: '0xf', rule: 'ask' }),
  ];
}

const facts = (rows: readonly Row[]) => rows.map((row) => [row.id.slice(0, 4), row.verdict, row.outcome]);

describe('the book of a log', () => {
  const book = new Book();
  book.add(story());
  const rows = book.all();

  it('has a row for each action and each event, the newest first', () =>
    expect(facts(rows)).toEqual([
      ['0x6', 'approval', 'waiting'],
      ['0x5', 'allowed', 'unknown'],
      ['0x4', 'approval', 'expired'],
      ['0x3', 'approval', 'open'],
      ['0x2', 'denied', 'refused'],
      ['0x00', null, 'governed'],
      ['0x1', 'allowed', 'done'],
    ]));

  it('knows when an action was asked for', () => expect(rows.at(-1)?.instructed).toBe('1970-01-01T00:00:01.000Z'));

  it('says the same whatever pages it was read in, and in whatever order', () => {
    const leaves = story();
    for (let cut = 1; cut < leaves.length; cut++) {
      const other = new Book();
      other.add(leaves.slice(cut));
      other.add(leaves.slice(0, cut));
      other.add(leaves.slice(cut));
      expect(facts(other.all())).toEqual(facts(rows));
      expect(other.all().map((row) => row.instructed)).toEqual(rows.map((row) => row.instructed));
    }
  });

  it('knows which leaves it has', () => expect([book.first, book.last]).toEqual([1, 14]));

  it('says each decision in words', () =>
    expect(rows.map(said)).toEqual([
      'waiting',
      'allowed',
      'approved',
      'approved',
      'over budget',
      'governed',
      'allowed',
    ]));

  it('counts for the text beside the picture', () =>
    expect(counted(rows)).toBe('6 actions: 1 waiting, 1 unknown, 1 expired, 1 open, 1 refused, 1 done'));

  it('ends a refusal in the lane of the policy, money in that of the chain, the rest in that of the tool', () =>
    expect(rows.filter((row) => row.verdict !== null).map((row) => marksOf(row).at(-1))).toEqual([
      { lane: 2, verdict: 'waiting' },
      { lane: 3, verdict: 'unknown' },
      { lane: 2, verdict: 'refused' },
      { lane: 3, verdict: 'waiting' },
      { lane: 2, verdict: 'refused' },
      { lane: 4, verdict: 'good' },
    ]));
});
