import { type Hex, keccakHex } from './hash';

/** One level of a search, from the root: the smallest stream on the right, and the hash of the side not taken. */
export interface Turn {
  key: Hex;
  sibling: Hex;
}

/** Hash of the words of a leaf or an entry. */
export const hashWords = (words: readonly Hex[]): Hex => keccakHex(`00${words.map((one) => one.slice(2)).join('')}`);

/** Root of a tree of leaf hashes (RFC 9162, section 2.1); at least one. */
export function leavesRoot(hashes: readonly Hex[]): Hex {
  if (hashes.length === 1) return hashes[0]!;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const [left, right] = [leavesRoot(hashes.slice(0, split)), leavesRoot(hashes.slice(split))];
  return keccakHex(`01${left.slice(2)}${right.slice(2)}`);
}

/** The root that a search starts from when it ends in this entry. Hex of equal length sorts as numbers do. */
export function searchRoot(entry: Hex, searched: Hex, path: readonly Turn[]): Hex {
  let hash = entry;
  for (const { key, sibling } of [...path].reverse()) {
    const [left, right] = searched < key ? [hash, sibling] : [sibling, hash];
    hash = keccakHex(`01${key.slice(2)}${left.slice(2)}${right.slice(2)}`);
  }
  return hash;
}

/** Whether a search for another stream takes the same turns, and so ends in the same entry. */
export const takesSameTurns = (path: readonly Turn[], searched: Hex, stream: Hex): boolean =>
  path.every(({ key }) => searched < key === stream < key);
