import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keccak, utf8 } from '../hash';
import type { Call, Facts } from './conditions';
import { Policy } from './policy';

interface Recorded {
  doc: number;
  call: Call;
  facts: Partial<Facts>;
  verdict: string;
  rule: string | null;
  reason?: string;
  approvers?: string[];
  within?: string;
}

// Made by an implementation that shares no code with this project.
const source = readFileSync(new URL('../../../../../governance/vectors/policy.json', import.meta.url), 'utf8');
const { valid, decisions } = JSON.parse(source) as {
  valid: { canonical: string; root: string }[];
  decisions: Recorded[];
};

describe('a policy', () => {
  it('has the hash of its text as its root', () => {
    for (const { canonical, root } of valid) expect(keccak(utf8(canonical))).toBe(root);
  });

  it(`decides ${decisions.length} calls as the vectors say`, () => {
    const policies = valid.map(({ canonical }) => Policy.read(canonical));
    const wrong = decisions.map((one, index) => {
      const facts = { costs: {}, levels: {}, ...one.facts } as Facts;
      const { verdict, rule, reason, approvers, within } = policies[one.doc]!.decide(one.call, facts);
      const found = { verdict, rule, reason: reason ?? undefined, approvers, within: String(within) };
      const expected = { verdict: one.verdict, rule: one.rule, reason: one.reason, approvers: one.approvers ?? [],
        within: one.within ?? '0' };
      return { index, call: one.call, facts: one.facts, expected, found };
    }).filter(({ expected, found }) => JSON.stringify(expected) !== JSON.stringify(found));

    expect(wrong).toEqual([]);
    expect(decisions.length).toBeGreaterThan(600);
  });

  it('denies what its budgets of resources do not cover', () => {
    const policy = Policy.read(JSON.stringify({
      agent: 'a', budgets: { calls: { burst: '60', rate: { amount: '30', per: '60' } } }, chain: 'eip155:1',
      dai: 'policy/1', rules: [{ id: 'r', permit: ['t.r'] }], tools: { 't.r': { effect: 'read' } },
    }))!;
    const facts = { instructor: 'operator', time: '2026-11-25T10:00:00Z', turn: [], labels: {} };
    const decide = (costs: Record<string, string>, level: string) =>
      policy.decide({ tool: 't.r', args: {} }, { ...facts, costs, levels: { calls: { level, spent: '0' } } });

    expect(decide({ calls: '1' }, '1').verdict).toBe('allowed');
    expect(decide({ calls: '2' }, '1')).toMatchObject({ verdict: 'denied', reason: 'budget', rule: 'r' });
    expect(decide({ tokens: '1' }, '9')).toMatchObject({ verdict: 'denied', reason: 'budget' });
  });
});
