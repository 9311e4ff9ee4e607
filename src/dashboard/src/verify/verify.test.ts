import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SignedApproval } from './bundle';
import { checkDecisions } from './checks/decisions';
import type { Hex } from './hash';
import { Kind } from './leaf';
import { lineageOf } from './lineage';
import { verify } from './verify';
import type { Work } from './work';

const vectors = new URL('../../../../governance/vectors/', import.meta.url);
const file = (name: string): string => readFileSync(new URL(name, vectors), 'utf8');

interface Expected {
  trust: Hex;
  manifest: string;
  void: number;
  disowned: number;
  found: number;
  outside: number;
  notOpened: number;
}
interface Broken {
  bundle: string;
  path: string;
  value?: unknown;
  removed?: boolean;
  check: number;
}
const trust = JSON.parse(file('trust.json')) as Record<string, Expected> & { broken: Broken[] };

/** The bundle with one edit at a JSON pointer. */
function edited({ bundle, path, value, removed }: Broken): string {
  const document = JSON.parse(file(bundle));
  const steps = path.slice(1).split('/');
  const name = steps.pop()!;
  const parent = steps.reduce((at, step) => at[step], document);
  if (removed && Array.isArray(parent)) parent.splice(Number(name), 1);
  else if (removed) delete parent[name];
  else parent[name] = value;
  return JSON.stringify(document);
}

/** The element of a pointer as failures name it. */
const elementOf = (path: string): string =>
  path.slice(1).split('/').map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');

describe.each(['bundle.json', 'bundle-agent.json'])('%s', (name) => {
  const expected = trust[name]!;

  it('verifies under its trusted hash and manifest', () => {
    const { result } = verify(file(name), expected.trust, file(expected.manifest));

    expect(result.failure).toBeNull();
    expect(result.checks.map((one) => one.state)).toEqual(Array(9).fill('passed'));
    const { void: voided, disowned, found, outside } = result.lists;
    expect({ void: voided.length, disowned: disowned.length, found: found.length, outside: outside.length,
      notOpened: result.notOpened }).toEqual({ void: expected.void, disowned: expected.disowned,
      found: expected.found, outside: expected.outside, notOpened: expected.notOpened });
  });

  it('says what it could not check without a hash and without a manifest', () => {
    const { result } = verify(file(name), null, null);

    expect(result.failure).toBeNull();
    const notChecked = result.notChecked.map(([what]) => what);
    expect(notChecked).toContain('whose contracts these are');
    expect(notChecked).toContain('whether the block is one of the chain: no block hash was given');
    expect(result.block.isTrusted).toBe(false);
  });

  it('refuses another block hash', () => {
    const other: Hex = `0x${'ab'.repeat(32)}`;
    const { result } = verify(file(name), other, file(expected.manifest));

    expect(result.failure).toMatchObject({ check: 1, element: 'chain.header' });
  });
});

describe('an entry that stands twice', () => {
  it('counts once, with the leaves of the one that has them', () => {
    const document = JSON.parse(file('bundle.json'));
    document.entries.unshift({ ...document.entries[2], leaves: [] });
    const { result } = verify(JSON.stringify(document), trust['bundle.json']!.trust, file('manifest.json'));

    expect(result.failure).toBeNull();
    expect(result.checks[4]!.counts[0]).toBe('27 leaves');
    expect(result.notChecked.map(([what]) => what)).not.toContain('leaves that are not in this bundle');
  });
});

describe('a planted edit', () => {
  it.each(trust.broken)('$bundle $path is found by check $check', (broken) => {
    const { trust: hash, manifest } = trust[broken.bundle]!;
    const { result } = verify(edited(broken), hash, file(manifest));

    expect(result.failure?.check).toBe(broken.check);
    const line = result.checks[broken.check - 1];
    if (line !== undefined) expect(line.state).toBe('failed');
  });
});

describe('one flipped digit', () => {
  const leaf = JSON.parse(file('bundle.json')).entries[1].leaves[2];
  const places = (leaf.words as string[]).map((_, i) => `/entries/1/leaves/2/words/${i}`);

  it.each(places)('in %s names the leaf', (path) => {
    const word = leaf.words[Number(path.split('/').at(-1))] as string;
    const digit = word.endsWith('0') ? '1' : '0';
    const source = edited({ bundle: 'bundle.json', path, value: word.slice(0, -1) + digit, check: 5 });
    const { result } = verify(source, trust['bundle.json']!.trust, file('manifest.json'));

    expect(result.failure?.check).toBe(5);
    expect(result.failure?.element).toBe('entries[1].leaves[2]');
  });

  it('names an element that cannot be read', () => {
    const path = '/entries/1/leaves/2/words/12';
    const { result } = verify(edited({ bundle: 'bundle.json', path, value: '0x12', check: 0 }),
      trust['bundle.json']!.trust, file('manifest.json'));

    expect(result.failure).toMatchObject({ check: 0, element: elementOf(path) });
  });
});

describe('a decision', () => {
  const verified = () => verify(file('bundle.json'), trust['bundle.json']!.trust, file('manifest.json'));
  const decided = (work: Work, kind: number) =>
    work.agents.flatMap((one) => one.leaves).filter((one) => one.leaf.tag.kind === kind);

  it('that its facts do not give fails', () => {
    const { work, result } = verified();
    expect(result.checks[6]!.counts[0]).toBe('8 decided again');
    const refused = decided(work!, 4)[0]!;
    refused.leaf.tag.verdict = 3;

    expect(() => checkDecisions(work!)).toThrow(refused.element);
  });

  it('with an approval for another payee fails', () => {
    const { work } = verified();
    const approved = decided(work!, 6)[0]!;
    (approved.record.typedData as SignedApproval).to = `0x${'11'.repeat(20)}`;

    expect(() => checkDecisions(work!)).toThrow(`${approved.element}.typedData`);
  });

  it('under another time than its leaf fails', () => {
    const { work } = verified();
    const opened = decided(work!, 2)[0]!;
    opened.leaf.time += 1000n;

    expect(() => checkDecisions(work!)).toThrow(`${opened.element}.facts`);
  });
});

describe('an action whose end is not in the file', () => {
  it.each([true, false])('has an outcome that is not checked, paid or not: %s', (isPaid) => {
    const verified = verify(file('bundle.json'), trust['bundle.json']!.trust, file('manifest.json'));
    const ended = verified.work!.agents.flatMap((agent) => agent.leaves.map((one) => ({ agent, one })))
      .filter(({ one }) => one.leaf.tag.kind === Kind.closed)
      .find(({ one }) => [...verified.spends.values()]
        .some(({ namedBy }) => namedBy?.leaf.action === one.leaf.action) === isPaid)!;
    const { action } = ended.one.leaf;
    const outcomes = () => lineageOf(verified, action)!.filter((line) => line.standing === 'not checked'
      && line.subject === 'outcome').map((line) => line.how);
    expect(outcomes()).toEqual([]);
    ended.agent.leaves.splice(ended.agent.leaves.indexOf(ended.one), 1);

    expect(outcomes()).toEqual(['the file ends before the action does']);
    verified.work!.bundle.unanchored.push(ended.one.record);
    expect(outcomes()).toEqual(['its end is in no checkpoint; export again after the next one']);
  });
});

describe('a digit changed anywhere', () => {
  /**
   * All places of the bundle that hold text, but leaves that no checkpoint holds, and what a path is searched for: the
   * same path answers every search that takes the same turns.
   */
  function places(value: unknown, path: string): string[] {
    if (typeof value === 'string') return path.endsWith('/searched') ? [] : [path];
    if (typeof value !== 'object' || value === null || path === '/unanchored') return [];
    return Object.entries(value).flatMap(([name, one]) => places(one, `${path}/${name}`));
  }

  /** The text with one of its digits, or its last letter, changed. */
  function changed(text: string, at: number): string {
    const from = text.startsWith('0x') ? 2 : 0;
    const digits = [...text.matchAll(/[0-9a-f]/g)].map((one) => one.index).filter((i) => i >= from);
    if (digits.length === 0) return `${text}x`;
    const place = digits[at % digits.length]!;
    return text.slice(0, place) + (text[place] === '1' ? '2' : '1') + text.slice(place + 1);
  }

  it('is found', () => {
    const whole = JSON.parse(file('bundle.json'));
    const all = places(whole, '');
    const survivors: string[] = [];
    let tried = 0;
    // Every fourth place and a digit of it that moves along, so that the run takes seconds.
    for (let i = 0; i < all.length; i += 4) {
      const path = all[i]!;
      const before = path.slice(1).split('/').reduce((at, step) => at[step], whole) as string;
      const source = edited({ bundle: 'bundle.json', path, value: changed(before, i * 31), check: 0 });
      tried++;
      const { result } = verify(source, trust['bundle.json']!.trust, file('manifest.json'));
      if (result.failure === null) survivors.push(path);
    }
    expect(tried).toBeGreaterThan(200);
    expect(survivors).toEqual([]);
  }, 60_000);
});
