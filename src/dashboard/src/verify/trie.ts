import { type Hex, keccak, keccakHex, toBytes, toHex, wordOf, zeroWord } from './hash';

type Item = Uint8Array | Item[];

const emptyRoot = keccakHex('80');

/** What one account holds under a state root; of an account that is not there the roots of emptiness. */
export interface Account {
  storageRoot: Hex;
  /** 0 where there is no account. */
  codeHash: Hex;
}

export const emptyCode = keccak(new Uint8Array());

/** Number, time in seconds, state root and hash of a header in RLP. */
export function readHeader(rlp: Hex): { hash: Hex; number: bigint; time: bigint; stateRoot: Hex } {
  const bytes = toBytes(rlp);
  const fields = decode(bytes);
  if (!Array.isArray(fields) || fields.length < 15) throw new Error('is no header of a block');
  const stateRoot = toHex(bytesOf(fields[3]));
  if (stateRoot.length !== 66) throw new Error('its state root is not 32 bytes');
  return { hash: keccak(bytes), number: integer(fields[8]), time: integer(fields[11]), stateRoot };
}

/** The account that the nodes prove; an absent one is proven too. */
export function openAccount(stateRoot: Hex, address: Hex, nodes: readonly Hex[]): Account {
  const value = walk(stateRoot, keccakHex(address), nodes);
  if (value === null) return { storageRoot: emptyRoot, codeHash: zeroWord };
  const fields = decode(value);
  if (!Array.isArray(fields) || fields.length !== 4) throw new Error('is no account');
  return { storageRoot: toHex(bytesOf(fields[2])), codeHash: toHex(bytesOf(fields[3])) };
}

/** The content of a slot that the nodes prove; 0 where it is absent. */
export function openSlot(storageRoot: Hex, slot: Hex, nodes: readonly Hex[]): Hex {
  const value = walk(storageRoot, keccakHex(slot), nodes);
  return value === null ? zeroWord : wordOf(integer(decode(value)));
}

/** The value at a key, or null where the nodes prove that there is none. */
function walk(root: Hex, key: Hex, nodes: readonly Hex[]): Uint8Array | null {
  if (nodes.length === 0) {
    if (root !== emptyRoot) throw new Error('the proof is empty, the trie is not');
    return null;
  }
  const path = key.slice(2);
  let at = 0;
  let used = 0;
  let next: Item = toBytes(root);
  for (;;) {
    if (next instanceof Uint8Array) {
      const bytes = toBytes(nodes[used] ?? '');
      if (keccak(bytes) !== toHex(next)) throw new Error(`node ${used} does not hash to ${toHex(next)}`);
      used++;
      next = decode(bytes);
    }
    const step = enter(next, path, at);
    if (step.end !== undefined) {
      if (used !== nodes.length) throw new Error(`${nodes.length - used} nodes of the proof lead nowhere`);
      return step.end;
    }
    ({ next, at } = step);
  }
}

type Step = { end: Uint8Array | null } | { end?: undefined; next: Item; at: number };

/** One node: a branch of 17, or a leaf or extension of 2. */
function enter(node: Item, path: string, at: number): Step {
  if (!Array.isArray(node)) throw new Error('a node is no list');
  if (node.length === 17) {
    if (at === path.length) return { end: orNull(bytesOf(node[16])) };
    return follow(node[parseInt(path[at]!, 16)]!, at + 1);
  }
  if (node.length !== 2) throw new Error(`a node has ${node.length} items`);
  const prefix = toHex(bytesOf(node[0])).slice(2);
  const flag = parseInt(prefix[0] ?? 'f', 16);
  if (flag > 3) throw new Error('a node has an unknown prefix');
  const shared = prefix.slice(flag & 1 ? 1 : 2);
  const fits = path.startsWith(shared, at);
  if (flag >= 2) return { end: fits && at + shared.length === path.length ? bytesOf(node[1]) : null };
  return fits ? follow(node[1]!, at + shared.length) : { end: null };
}

function follow(child: Item, at: number): Step {
  if (Array.isArray(child)) return { next: child, at };
  if (child.length === 0) return { end: null };
  if (child.length !== 32) throw new Error('a child of a node is no hash');
  return { next: child, at };
}

const orNull = (bytes: Uint8Array): Uint8Array | null => (bytes.length === 0 ? null : bytes);

function bytesOf(item: Item | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new Error('a list stands where bytes belong');
  return item;
}

function integer(item: Item | undefined): bigint {
  const bytes = bytesOf(item);
  if (bytes.length > 32 || bytes[0] === 0) throw new Error('is no integer');
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

/** RLP, of which every item has one form. */
function decode(bytes: Uint8Array): Item {
  const { item, end } = decodeAt(bytes, 0, bytes.length);
  if (end !== bytes.length) throw new Error(`${bytes.length - end} bytes after the end`);
  return item;
}

function decodeAt(bytes: Uint8Array, at: number, limit: number): { item: Item; end: number } {
  const first = at < limit ? bytes[at]! : -1;
  if (first < 0) throw new Error('ends too early');
  if (first < 0x80) return { item: bytes.subarray(at, at + 1), end: at + 1 };
  const base = first < 0xc0 ? 0x80 : 0xc0;
  const { from, end } = extent(bytes, at, first - base, limit);
  if (base === 0x80) {
    if (end - from === 1 && bytes[from]! < 0x80) throw new Error('a byte has a prefix that it does not need');
    return { item: bytes.subarray(from, end), end };
  }
  const items: Item[] = [];
  for (let next = from; next < end; ) {
    const one = decodeAt(bytes, next, end);
    items.push(one.item);
    next = one.end;
  }
  return { item: items, end };
}

function extent(bytes: Uint8Array, at: number, code: number, limit: number): { from: number; end: number } {
  let from = at + 1;
  let length = code;
  if (code > 55) {
    from += code - 55;
    if (from > limit || code > 59) throw new Error('ends too early');
    length = Number(BigInt(toHex(bytes.subarray(at + 1, from))));
    if (bytes[at + 1] === 0 || length < 56) throw new Error('a length has a form that it does not need');
  }
  if (from + length > limit) throw new Error('ends too early');
  return { from, end: from + length };
}
