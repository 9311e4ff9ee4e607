import { readFileSync } from 'node:fs';
import { recoverAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import type { BundleEntry, Checkpoint, SignedApproval, SignedInstruction, Spend } from './bundle';
import { checkpointHead } from './checks/checkpoints';
import { freezeTarget } from './checks/freezes';
import { spentHash } from './checks/money';
import { type Hex, hashOf, keccak, saltedHash, schema, slotOf, utf8, wordOf, type WordSource } from './hash';
import { canonical, parseCanonical } from './jcs';
import {
  assetForm, digestOf, domainOf, entryHash, lawWord, readLeaf, readTag, scopedAsset, shardOf, streamOf,
} from './leaf';
import { hashWords, leavesRoot, searchRoot, takesSameTurns, type Turn } from './tree';

// Made by an implementation that shares no code with this project.
const source = readFileSync(new URL('../../../../governance/vectors/ledger.json', import.meta.url), 'utf8');
const vectors = JSON.parse(source);

type Case = { in: Record<string, string & number>; out: Hex };

/** The named values as words, integers read from decimal text. */
const words = (one: Case, ...names: string[]): WordSource[] => names.map((name) => {
  const value: unknown = one.in[name];
  return typeof value === 'string' && !value.startsWith('0x') ? BigInt(value) : (value as WordSource);
});

/** Decimal texts of an object as integers. */
function integers<T>(source: Record<string, unknown>): T {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name,
    typeof value === 'string' && /^\d+$/.test(value) && name !== 'text' ? BigInt(value) : value])) as T;
}

const each = (cases: Case[], hash: (one: Case) => unknown) => {
  expect(cases.length).toBeGreaterThan(0);
  for (const one of cases) expect(hash(one)).toBe(one.out);
};

describe('ids', () => {
  const { ids } = vectors;
  it('have their schema words', () =>
    each(vectors.domainWords, ({ in: name }) => schema((name as unknown as string).split('.')[1]!)));
  it('name streams', () => each(ids.stream, ({ in: one }) =>
    streamOf(BigInt(one.chainId!), one.ledger as unknown as Hex, BigInt(one.agentId!))));
  it('place agents in shards', () => each(ids.shard, ({ in: one }) => shardOf(BigInt(one.agentId!))));
  it('name events', () => each(ids.event, (one) => hashOf('event', ...words(one, 'chainId', 'txHash', 'index'))));
  it('name instructors', () =>
    each(ids.instructor, (one) => hashOf('instructor', ...words(one, 'kind', 'id', 'proof'))));
  it('name instructions', () =>
    each(ids.instruction, (one) => hashOf('instruction', ...words(one, 'stream', 'kind', 'id', 'nonce'))));
  it('name actions', () => each(ids.action, (one) => hashOf('action', ...words(one, 'instruction', 'turn', 'index'))));
  it('hold the law', () => each(ids.law, ({ in: one }) => lawWord(integers(one))));
  it('name rules', () => each((ids.rule as Case[]).filter((one) => one.in !== null),
    ({ in: one }) => keccak(utf8(one as unknown as string))));
  it('name purposes', () => each(ids.purpose, (one) => hashOf('purpose', ...words(one, 'chainId', 'contract', 'id'))));
  it('tell assets apart', () => {
    for (const { in: one, out } of ids.asset as Case[]) {
      expect(assetForm(out)).not.toBeNull();
      if (one?.scope !== undefined) expect(scopedAsset(BigInt(one.kind!), one.scope as unknown as Hex)).toBe(out);
    }
    for (const { in: one } of ids.assetRefused) expect(assetForm(one)).toBeNull();
  });
});

describe('messages that are signed', () => {
  const { eip712 } = vectors;
  const domain = domainOf(BigInt(eip712.domain.chainId), eip712.domain.verifyingContract);
  it.each(['Instruction', 'Approval'])('%s', async (name) => {
    expect(domain).toBe(eip712.domain.separator);
    for (const one of eip712[name]) {
      const digest = digestOf(domain, integers<SignedInstruction | SignedApproval>(one.in));
      expect(digest).toBe(one.digest);
      expect((await recoverAddress({ hash: digest, signature: one.signature })).toLowerCase()).toBe(eip712.address);
    }
  });
});

describe('canonical text', () => {
  const { accepted, refused, notCanonical } = vectors.jcs;
  it.each(accepted as { text: string; canonical: string; salt: Hex; out: Hex }[])('of $text', (one) => {
    expect(canonical(JSON.parse(one.text))).toBe(one.canonical);
    expect(parseCanonical(one.canonical)).not.toBeNull();
    expect(saltedHash(one.salt, one.canonical)).toBe(one.out);
  });
  it.each([...refused, ...notCanonical] as { text: string; why: string }[])('is not $text: $why', ({ text }) =>
    expect(parseCanonical(text)).toBeNull());
  it('of documents has their hash', () => {
    for (const { text, salt, out } of vectors.documents) {
      expect(parseCanonical(text)).not.toBeNull();
      expect(salt === undefined ? keccak(utf8(text)) : saltedHash(salt, text)).toBe(out);
    }
  });
});

describe('leaves', () => {
  const { tags, extensions } = vectors;
  it('have tags', () => {
    for (const { in: parts, out } of tags.known) expect(readTag(out)).toEqual({ ...parts, isKnown: true });
    for (const { in: parts, out } of tags.unknown) expect(readTag(out)).toMatchObject(parts);
    for (const one of tags.refused) expect(() => readTag(one.in)).toThrow();
  });
  it('have extensions', () => {
    each(extensions.opened, (one) => hashOf('opened', ...words(one, 'receipt', 'notAfter', 'to')));
    each(extensions.awaiting, (one) => hashOf('awaiting', ...words(one, 'deadline')));
    each(extensions.takeover, (one) => hashOf('takeover', ...words(one, 'fromNode', 'fromEpoch')));
    each(extensions.governed, (one) => hashOf('governed', ...words(one, 'oldRoot', 'newRoot')));
  });
  it('hash from their words', () => {
    for (const one of vectors.leaves) {
      expect(hashWords(one.words)).toBe(one.out);
      const leaf = readLeaf(one.words);
      expect(leaf.seq).toBe(BigInt(one.in.seq));
      expect(leaf.tag).toMatchObject(one.in.tag);
      expect(leaf.amount).toBe(BigInt(one.in.amount));
    }
  });
});

describe('trees', () => {
  it('of leaves have their roots', () => {
    for (const { leaves, root } of vectors.trees) expect(leavesRoot(leaves)).toBe(root);
  });
  it('of streams answer presence and absence', () => {
    const { template, cases } = vectors.searches;
    const hash = (stream: Hex) => entryHash(integers<BundleEntry>({ ...template, stream }));
    for (const { root, membership, absence } of cases) {
      expect(searchRoot(hash(membership.stream), membership.stream, membership.path)).toBe(root);
      for (const one of absence as { stream: Hex; entry: Hex; path: Turn[] }[]) {
        expect(searchRoot(hash(one.entry), one.stream, one.path)).toBe(root);
        expect(takesSameTurns(one.path, one.stream, one.entry)).toBe(true);
      }
    }
  });
  it('that lie have one answer per stream', () => {
    const { template, liars } = vectors.searches;
    expect(liars.length).toBeGreaterThan(0);
    for (const { root, answers, refused } of liars) {
      const lead = (one: { stream: Hex; entry: { stream: Hex; head: Hex }; path: Turn[] }) =>
        searchRoot(entryHash(integers<BundleEntry>({ ...template, ...one.entry })), one.stream, one.path);
      for (const one of answers) {
        expect(lead(one)).toBe(root);
        expect(one.entry.stream === one.stream).toBe(one.found);
      }
      for (const one of refused) expect(lead(one)).not.toBe(root);
    }
  });
  it('have entries', () => each(vectors.entries, ({ in: one }) => entryHash(integers<BundleEntry>(one))));
  it('of a checkpoint hold its streams', () => {
    const { root, proofs } = vectors.streams;
    for (const { entry, path } of proofs) {
      const { in: one, out } = vectors.entries[entry];
      expect(searchRoot(out, one.stream, path)).toBe(root);
    }
  });
});

describe('histories', () => {
  const { histories } = vectors;
  it('of checkpoints', () => each(vectors.checkpoints, ({ in: one }) => {
    const { chainId, ledger, node } = one as unknown as { chainId: string; ledger: Hex; node: Hex };
    return checkpointHead(BigInt(chainId), ledger, node, integers<Checkpoint>(one));
  }));
  it('of spends', () => {
    for (const { in: one, out, spends } of vectors.spent) {
      expect(spentHash(one.stream, one.vault, integers<Spend>(one))).toBe(out);
      expect(hashOf('spends', spends.in.spends, spends.in.spent)).toBe(spends.out);
    }
  });
  it('of what is governed', () => {
    each(histories.leases, (one) => hashOf('lease', ...words(one, 'leases', 'shard', 'node', 'epoch', 'block')));
    each(histories.publications,
      (one) => hashOf('publication', ...words(one, 'publications', 'root', 'limitsHash', 'block')));
    each(histories.keys, (one) => hashOf('key', ...words(one, 'keys', 'key', 'role', 'on', 'block')));
    each(histories.freezes, (one) => hashOf('freeze', ...words(one, 'freezes', 'on', 'block')));
    each(histories.compositions,
      (one) => hashOf('composition', ...words(one, 'compositions', 'composition', 'operator', 'vault', 'block')));
  });
  it('stand in slots', () => {
    each(vectors.targets, ({ in: one }) => freezeTarget(one.what!, BigInt(one.id!)));
    each(vectors.names, ({ in: name }) => keccak(utf8(name as unknown as string)));
    each(vectors.slots, (one) => {
      const { name, key } = one.in as unknown as { name: string; key: string | null };
      return key === null ? slotOf(name) : slotOf(name, ...(words(one, 'key') as [bigint | Hex]));
    });
    expect(wordOf(1n)).toHaveLength(66);
  });
});
