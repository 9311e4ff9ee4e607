import type { Hex } from './hash';
import {
  address, asMap, byte, bytes, constant, either, list, object, orNull, type Read, Refused, selector, table, text,
  uint, word32,
} from './shape';

const [uint32, uint64, uint256] = [uint(32), uint(64), uint(256)];

const document = object({ salt: word32, text });

/** A history: its value before the first step listed, and the steps. */
const history = <T>(step: (value: unknown) => T) => object({ before: word32, steps: list(step) });

const publication = object({ root: word32, limitsHash: word32, block: uint64 });
const composition = object({ composition: word32, operatorId: uint256, vault: address, block: uint64 });
const lease = object({ shard: byte(63), node: address, epoch: uint64, block: uint64 });
const key = object({ key: address, role: byte(), on: byte(), block: uint64 });
const spend = object({
  number: uint64, opened: word32, action: word32, asset: address, to: address, amount: uint256, epoch: uint64,
});

const law = object({
  policyRoot: word32, policyBlock: uint64, composition: word32, operatorId: uint256, leaseEpoch: uint64,
});

const signedInstruction = object({ stream: word32, text, nonce: word32, deadline: uint64 });
const signedApproval = object({
  stream: word32, action: word32, call: word32, asset: address, amount: uint256, to: address, policyRoot: word32,
  deadline: uint64,
});

const extensions = {
  opened: object({ receipt: word32, notAfter: uint64, to: address }),
  awaiting: object({ deadline: uint64 }),
  takeover: object({ fromNode: address, fromEpoch: uint64 }),
  governed: object({ oldRoot: word32, newRoot: word32 }),
};

/** The pre-image of an extension word; `later` names one that this edition does not know. */
export type Extension = { [K in keyof typeof extensions]?: Read<(typeof extensions)[K]> } & { later?: string };

function extension(value: unknown): Extension {
  const names = Object.keys(asMap(value));
  const name = names[0];
  if (name === undefined || names.length !== 1) throw new Refused('', `has ${names.length} members, not one`);
  if (!Object.hasOwn(extensions, name)) return { later: name };
  return object({ [name]: extensions[name as keyof typeof extensions] })(value) as Extension;
}

const leaf = object({
  words: list(word32, 16, 16),
  law,
  rule: orNull(text),
  instructor: orNull(object({ kind: byte(), id: word32, proof: word32 })),
  instruction: orNull(object({ kind: byte(), id: word32, nonce: orNull(word32) })),
  action: orNull(object({ instruction: word32, turn: uint32, index: uint32 })),
  purpose: orNull(object({ chainId: uint256, contract: address, id: word32 })),
  scope: orNull(word32),
  extension: orNull(extension),
  facts: orNull(document),
  body: orNull(document),
  receipt: orNull(document),
  typedData: orNull(either('policyRoot', signedApproval, signedInstruction)),
  signature: orNull(bytes),
});

const checkpoint = object({
  number: uint64, head: word32, streamsRoot: word32, streams: uint32, leaves: uint64, block: uint64, time: uint64,
  leases: word32,
});

const entry = object({
  node: address, number: uint64, searched: word32, path: list(object({ key: word32, sibling: word32 })),
  stream: word32, operatorId: uint256, leaseEpoch: uint64, fromSeq: uint64, toSeq: uint64, prevHead: word32,
  head: word32, leavesRoot: word32, state: word32, leaves: list(leaf),
});

const agent = object({
  agentId: uint256,
  name: text,
  publications: history(publication),
  compositions: history(composition),
  spends: list(object({ vault: address, before: word32, steps: list(spend) })),
});

const proposal = object({
  id: uint256, targets: list(address), values: list(uint256), calldatas: list(bytes), description: text,
  tallies: orNull(object({ against: uint256, for: uint256, abstain: uint256 })),
});

const contracts = {
  actionLedger: address, policyRegistry: address, agentRegistry: address, operatorRegistry: address,
  authority: address, governor: orNull(address),
};

const bundle = object({
  schema: constant('dai.bundle/1'),
  chain: object({ chainId: uint256, header: bytes, contracts: object(contracts) }),
  proofs: list(object({
    address,
    accountProof: list(bytes),
    storageProof: list(object({ key: word32, value: word32, proof: list(bytes) })),
  })),
  agents: list(agent),
  freezes: list(object({
    what: byte(), id: uint256, before: word32, steps: list(object({ on: byte(), block: uint64 })),
  })),
  operators: list(object({ operatorId: uint256, leases: history(lease), keys: history(key) })),
  nodes: list(object({ node: address, checkpoints: list(checkpoint, 1) })),
  entries: list(entry),
  unanchored: list(leaf),
  documents: table(/^0x[0-9a-f]{64}$/, text),
  proposals: list(proposal),
}, true);

const deployed = object({ address, codeHash: word32 });

const manifestParts = {
  schema: constant('dai.manifest/1'),
  chainId: uint256,
  contracts: object({
    actionLedger: deployed, policyRegistry: deployed, agentRegistry: deployed, operatorRegistry: deployed,
    authority: deployed, governor: orNull(deployed),
  }),
  constants: object({ finality: uint64, staleMoney: uint64, anchorWithin: uint64 }),
  governorSlots: orNull(object({ proposals: uint256, votes: uint256 })),
};

/** Receipts of refusals by the hash of the leaf, for which it has no word. */
const receipts = table(/^0x[0-9a-f]{64}$/, document);

export type Bundle = Read<typeof bundle> & { receipts: Read<typeof receipts>; later: string[] };
export type BundleLeaf = Read<typeof leaf>;
export type BundleEntry = Read<typeof entry>;
export type BundleAgent = Read<typeof agent>;
export type Checkpoint = Read<typeof checkpoint>;
export type Lease = Read<typeof lease>;
export type KeyStep = Read<typeof key>;
export type Spend = Read<typeof spend>;
export type Proposal = Read<typeof proposal>;
export type Law = Read<typeof law>;
export type SaltedDocument = Read<typeof document>;
export type SignedInstruction = Read<typeof signedInstruction>;
export type SignedApproval = Read<typeof signedApproval>;
export type History<T> = { before: Hex; steps: T[] };

const sections = [
  'schema', 'chain', 'proofs', 'agents', 'freezes', 'operators', 'nodes', 'entries', 'unanchored', 'documents',
  'proposals', 'receipts',
];

/** Reads a bundle; what is of another shape is refused, sections of a later edition are named. */
export function readBundle(source: string): Bundle {
  const value = parse(source);
  const { receipts: given = {} } = asMap(value);
  return {
    ...bundle(value), receipts: object({ receipts })({ receipts: given }).receipts,
    later: Object.keys(asMap(value)).filter((name) => !sections.includes(name)),
  };
}

/** The manifest of a DAO, as far as a verifier reads it. */
export type Manifest = Read<ReturnType<typeof object<typeof manifestParts>>> & { publishSelector: Hex | null };

export function readManifest(source: string): Manifest {
  const value = parse(source);
  const publishSelector = asMap(value).publishSelector;
  return {
    ...object(manifestParts, true)(value),
    publishSelector: publishSelector === undefined ? null : selector(publishSelector),
  };
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (fault) {
    throw new Refused('document', `is no JSON: ${(fault as Error).message}`);
  }
}
