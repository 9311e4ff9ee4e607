import type { BundleLeaf } from '../bundle';
import { type Hex, hashOf, keccak, utf8, zeroWord } from '../hash';
import { assetForm, Kind, lawWord, type Placed, scopedAsset } from '../leaf';
import { require, type Work } from '../work';

/** Pre-images open their words; a word of 0 has none. */
export function openWords(work: Work, { element, leaf, record }: Placed, stream: Hex): void {
  const opens = (word: Hex, name: keyof BundleLeaf, value: unknown, hash: () => Hex) => {
    const at = `${element}.${name}`;
    require((word === zeroWord) === (value === null), at, value === null ? `nothing opens ${word}` : 'its word is 0');
    if (value !== null) require(hash() === word, at, `does not open ${word}`);
  };
  const { law, rule, instructor, action, purpose, scope, instruction } = record;
  opens(leaf.law, 'law', law, () => lawWord(law));
  opens(leaf.rule, 'rule', rule, () => keccak(utf8(rule!)));
  opens(leaf.instructor, 'instructor', instructor,
    () => hashOf('instructor', instructor!.kind, instructor!.id, instructor!.proof));
  opens(leaf.action, 'action', action, () => hashOf('action', action!.instruction, action!.turn, action!.index));
  opens(leaf.purpose, 'purpose', purpose, () => hashOf('purpose', purpose!.chainId, purpose!.contract, purpose!.id));
  const form = assetForm(leaf.asset);
  require(form !== null, element, `asset ${leaf.asset} is neither a kind, a token nor a scope`);
  require((form === 'scoped') === (scope !== null), `${element}.scope`, `its asset is ${leaf.asset}`);
  if (scope !== null)
    require(scopedAsset(BigInt(leaf.asset) >> 248n, scope) === leaf.asset, `${element}.scope`,
      `does not open ${leaf.asset}`);
  require(instruction === null || leaf.tag.kind === Kind.instructed || !leaf.tag.isKnown, `${element}.instruction`,
    'only Instructed has one');
  if (leaf.tag.isKnown && instruction?.nonce != null)
    require(hashOf('instruction', stream, instruction.kind, instruction.id, instruction.nonce) === leaf.extension,
      `${element}.instruction`, `does not open ${leaf.extension}`);
  openExtension(work, element, leaf.tag.kind, leaf.extension, record);
}

const named: Record<number, 'opened' | 'awaiting' | 'takeover' | 'governed'> = {
  [Kind.opened]: 'opened', [Kind.awaiting]: 'awaiting', [Kind.takeover]: 'takeover', [Kind.governed]: 'governed',
};

function openExtension(work: Work, element: string, kind: number, word: Hex, { extension }: BundleLeaf): void {
  const at = `${element}.extension`;
  if (extension?.later !== undefined || kind > Kind.found) {
    work.skip('extensions of a later edition');
    return;
  }
  const name = named[kind];
  require((name === undefined) === (extension === null), at, extension === null ? `nothing opens ${word}` : 'has none');
  if (name === undefined || extension === null) return;
  const { opened, awaiting, takeover, governed } = extension;
  const hash = opened !== undefined ? hashOf('opened', opened.receipt, opened.notAfter, opened.to)
    : awaiting !== undefined ? hashOf('awaiting', awaiting.deadline)
    : takeover !== undefined ? hashOf('takeover', takeover.fromNode, takeover.fromEpoch)
    : hashOf('governed', governed!.oldRoot, governed!.newRoot);
  require(extension[name] !== undefined && hash === word, at, `does not open ${word}`);
}

/** The text of a document of the bundle, when it hashes to its name. */
export function documentText(work: Work, hash: Hex, element: string): string | null {
  const text = work.bundle.documents.get(hash);
  if (text === undefined) return null;
  require(keccak(utf8(text)) === hash, `documents.${hash}`, `does not hash to its name, which ${element} uses`);
  return text;
}
