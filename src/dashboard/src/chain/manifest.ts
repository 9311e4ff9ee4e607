import { getAddress, isAddress, isHex, type Address, type Hex } from 'viem';
import { Problem } from '../problem';

/** The DAO on its chain, as its manifest names it. */
export interface Manifest {
  readonly chainId: bigint;
  /** Contracts by their word in the manifest: `actionLedger`, `policyRegistry`, `agentRegistry`, .. */
  readonly contracts: Readonly<Record<string, { readonly address: Address; readonly codeHash: Hex }>>;
  /** Every deployed contract by its id, where the manifest tells of its deployment: `token`, `governor`, .. */
  readonly deployed: Readonly<Record<string, Address>>;
  readonly finality: bigint;
  /** Hash of the chain's first block; null where the manifest has none. */
  readonly genesis: Hex | null;
  /** Block of the deployment: nothing of the DAO is older. 0 where the manifest has none. */
  readonly since: bigint;
  /** The document itself. */
  readonly document: unknown;
}

/** What `dao.json` beside this page holds: whose page it is, and where its chain may be asked. */
export interface DaoFile {
  readonly manifest: Manifest;
  /** Endpoints without a secret in them, the default first. */
  readonly rpc: readonly string[];
}

/** A contract's word in the manifest for people: `actionLedger` is `Action Ledger`. */
export const contractName = (word: string): string =>
  word.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase());

/** @throws Problem DAI-7111: a value is not what it has to be. */
export function readDaoFile(document: unknown): DaoFile {
  const file = record(document, 'dao.json');
  const rpc = file['rpc'] ?? [];
  if (!Array.isArray(rpc) || rpc.some((one) => typeof one !== 'string')) throw wrong('rpc', 'a list of URLs');
  return { manifest: readManifest(file['manifest']), rpc: rpc as string[] };
}

/** @throws Problem DAI-7111: a value is not what it has to be. */
export function readManifest(document: unknown): Manifest {
  const root = record(document, 'manifest');
  if (root['schema'] !== 'dai.manifest/1') throw wrong('manifest.schema', 'dai.manifest/1');
  // Where another DAO rules there is no Governor: the member is null.
  const named = Object.entries(record(root['contracts'], 'manifest.contracts')).filter(([, value]) => value !== null);
  const contracts = Object.fromEntries(
    named.map(([name, value]) => {
      const at = `manifest.contracts.${name}`;
      const one = record(value, at);
      return [name, { address: address(one['address'], `${at}.address`), codeHash: hash(one['codeHash'], at) }];
    }),
  );
  const deployment = root['deployment'] === undefined ? null : record(root['deployment'], 'manifest.deployment');
  return {
    chainId: whole(root['chainId'], 'manifest.chainId'),
    contracts,
    deployed: deployment === null ? {} : deployed(deployment['contracts']),
    finality: whole(record(root['constants'], 'manifest.constants')['finality'], 'manifest.constants.finality'),
    genesis: deployment === null ? null : hash(deployment['genesis'], 'manifest.deployment.genesis'),
    since: deployment === null ? 0n : whole(deployment['block'], 'manifest.deployment.block'),
    document,
  };
}

function deployed(list: unknown): Record<string, Address> {
  if (!Array.isArray(list)) throw wrong('manifest.deployment.contracts', 'a list');
  return Object.fromEntries(
    list.map((value, index) => {
      const at = `manifest.deployment.contracts[${index}]`;
      const one = record(value, at);
      if (typeof one['id'] !== 'string') throw wrong(`${at}.id`, 'a word');
      return [one['id'], address(one['address'], `${at}.address`)];
    }),
  );
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object');
  return value as Record<string, unknown>;
}

function address(value: unknown, at: string): Address {
  if (typeof value !== 'string' || !isAddress(value, { strict: value !== value.toLowerCase() }))
    throw wrong(at, 'an address');
  return getAddress(value);
}

function hash(value: unknown, at: string): Hex {
  if (typeof value !== 'string' || !isHex(value) || value.length !== 66) throw wrong(at, '0x and 64 digits');
  return value;
}

function whole(value: unknown, at: string): bigint {
  if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,77})$/.test(value)) throw wrong(at, 'a whole number as text');
  return BigInt(value);
}

const wrong = (at: string, expected: string): Problem =>
  new Problem('DAI-7111', `${at} is not ${expected}`, 'take dao.json from the DAO again; dai dao show prints it');
