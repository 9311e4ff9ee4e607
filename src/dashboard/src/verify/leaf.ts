import type { BundleEntry, BundleLeaf, Checkpoint, Law, SignedApproval, SignedInstruction } from './bundle';
import { type Hex, hashOf, keccak, keccakHex, schema, utf8, word, wordOf } from './hash';
import { hashWords } from './tree';

export const Kind = {
  instructed: 1, opened: 2, closed: 3, refused: 4, awaiting: 5, approved: 6, expired: 7, takeover: 8, governed: 9,
  answered: 10, found: 11,
} as const;

export const Verdict = {
  allowed: 1, allowedAfterApproval: 2, deniedByRule: 3, deniedBySilence: 4, overBudget: 5, frozen: 6, noPolicy: 7,
  done: 8, failed: 9, unknown: 10,
} as const;

export const money = 3;

const verdicts: Record<number, readonly number[]> = { 2: [1, 2], 3: [8, 9, 10], 4: [3, 4, 5, 6, 7] };
const lastKnown = 11;

export interface Tag {
  kind: number;
  label: number;
  evidence: number;
  effect: number;
  verdict: number;
  secrecy: number;
  /** Of an unknown kind all parts are free, and nothing more is checked. */
  isKnown: boolean;
}

/** The parts of a tag; an error says why it is none. */
export function readTag(value: Hex): Tag {
  const tag = BigInt(value);
  if (tag >> 48n !== 0n) throw new Error('its tag has a bit above its bytes');
  const part = (at: number) => Number((tag >> BigInt(8 * at)) & 255n);
  const [kind, label, evidence, effect, verdict, secrecy] = [0, 1, 2, 3, 4, 5].map(part) as [
    number, number, number, number, number, number,
  ];
  if (kind === 0) throw new Error('its tag has kind 0');
  const isKnown = kind <= lastKnown;
  if (isKnown && !(verdicts[kind] ?? [0]).includes(verdict))
    throw new Error(`its tag has verdict ${verdict}, which kind ${kind} has not`);
  if (isKnown && (label > 4 || effect > 3 || secrecy > 2))
    throw new Error('its tag has a label, effect or secrecy that there is not');
  return { kind, label, evidence, effect, verdict, secrecy, isKnown };
}

/** The words of a leaf, read. */
export interface Leaf {
  stream: Hex;
  seq: bigint;
  prev: Hex;
  tag: Tag;
  /** Unix milliseconds. */
  time: bigint;
  action: Hex;
  law: Hex;
  rule: Hex;
  instructor: Hex;
  purpose: Hex;
  asset: Hex;
  amount: bigint;
  facts: Hex;
  body: Hex;
  extension: Hex;
}

/** Reads the 16 words; an error says why they are no leaf. */
export function readLeaf(words: readonly Hex[]): Leaf {
  const at = (i: number): Hex => words[i]!;
  if (at(0) !== schema('leaf')) throw new Error(`its schema word is ${at(0)}`);
  const [seq, time] = [BigInt(at(2)), BigInt(at(5))];
  if (seq >> 64n !== 0n || time >> 64n !== 0n) throw new Error('its seq or time has more than 64 bits');
  return {
    stream: at(1), seq, prev: at(3), tag: readTag(at(4)), time, action: at(6), law: at(7), rule: at(8),
    instructor: at(9), purpose: at(10), asset: at(11), amount: BigInt(at(12)), facts: at(13), body: at(14),
    extension: at(15),
  };
}

/** A leaf at its place in a stream. */
export interface Placed {
  element: string;
  leaf: Leaf;
  record: BundleLeaf;
  hash: Hex;
  entry: BundleEntry;
  checkpoint: Checkpoint;
  /** Whether the law that is claimed opens the law's word. */
  lawOpens: boolean;
  /** Leaves before it are not in this bundle. */
  isGapped: boolean;
}

export const lawWord = (law: Law): Hex =>
  hashOf('law', law.policyRoot, law.policyBlock, law.composition, law.operatorId, law.leaseEpoch);

export const streamOf = (chainId: bigint, ledger: Hex, agentId: bigint): Hex =>
  hashOf('stream', chainId, ledger, agentId);

export const shardOf = (agentId: bigint): number => Number(BigInt(hashOf('shard', agentId)) & 63n);

/** What an asset word names: nothing, a resource, a resource with a scope, a token; null: none of them. */
export function assetForm(asset: Hex): 'none' | 'kind' | 'scoped' | 'token' | null {
  const value = BigInt(asset);
  if (value === 0n) return 'none';
  if (value >> 248n !== 0n) return 'scoped';
  if (value < 256n) return 'kind';
  return value >> 160n === 0n ? 'token' : null;
}

export const scopedAsset = (kind: bigint, id: Hex): Hex =>
  wordOf((kind << 248n) | (BigInt(keccakHex(id)) & ((1n << 248n) - 1n)));

export const entryHash = (entry: BundleEntry): Hex => hashWords([
  schema('entry'), entry.stream, wordOf(entry.operatorId), wordOf(entry.leaseEpoch), wordOf(entry.fromSeq),
  wordOf(entry.toSeq), entry.prevHead, entry.head, entry.leavesRoot, entry.state,
]);

const typeHash = (type: string): string => keccak(utf8(type)).slice(2);
const instructionType = typeHash('Instruction(bytes32 stream,string text,bytes32 nonce,uint64 deadline)');
const approvalType = typeHash('Approval(bytes32 stream,bytes32 action,bytes32 call,address asset,uint256 amount,'
  + 'address to,bytes32 policyRoot,uint64 deadline)');

/** The domain separator (EIP-712) of a chain's ledger. */
export const domainOf = (chainId: bigint, ledger: Hex): Hex => keccakHex(
  typeHash('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)')
  + typeHash('DecentralizedAi') + typeHash('1') + word(chainId) + word(ledger));

const denialType = typeHash('Denial(bytes32 stream,bytes32 action,bytes32 call,string reason,uint64 deadline)');

/** What an approver signs who says no; it stands in the body of an Expired leaf. */
export interface SignedDenial {
  stream: Hex;
  action: Hex;
  call: Hex;
  reason: string;
  /** Unix seconds. */
  deadline: bigint;
}

const digest = (domain: Hex, struct: string): Hex => keccakHex(`1901${domain.slice(2)}${keccakHex(struct).slice(2)}`);

/** The digest (EIP-712) of a denial. */
export const denialDigest = (domain: Hex, { stream, action, call, reason, deadline }: SignedDenial): Hex =>
  digest(domain, denialType + [stream, action, call].map(word).join('') + typeHash(reason) + word(deadline));

/** The digest (EIP-712) that an account signs. */
export function digestOf(domain: Hex, message: SignedInstruction | SignedApproval): Hex {
  const struct = 'text' in message
    ? instructionType + word(message.stream) + typeHash(message.text) + word(message.nonce) + word(message.deadline)
    : approvalType + [
        message.stream, message.action, message.call, message.asset, message.amount, message.to, message.policyRoot,
        message.deadline,
      ].map(word).join('');
  return digest(domain, struct);
}
