import type { Client } from 'viem';
import { getBlock, getBlockNumber, getCode } from 'viem/actions';
import { type Hex, keccak, toBytes } from './hash';
import type { Opened } from './messages';

/** What the reader's own endpoint says of the block of a file, and of the contracts. */
export interface Asked {
  /** Its hash of the block with the file's number; null where it has none. */
  hash: Hex | null;
  /** How many blocks lie above it. */
  depth: bigint;
  /** Contracts without a proof in the file whose code is another one than the manifest's, by their word. */
  otherCode: string[];
}

/** Contracts by their word in the manifest. */
export type Contracts = Readonly<Record<string, { readonly address: Hex; readonly codeHash: Hex }>>;

/**
 * Asks the endpoint for the block's hash, and whether the contracts are the manifest's.
 * @throws where it does not answer.
 */
export async function askEndpoint(client: Client, { number, accounts }: Opened, contracts: Contracts): Promise<Asked> {
  const head = await getBlockNumber(client, { cacheTime: 0 });
  if (number > head) return { hash: null, depth: 0n, otherCode: [] };
  // The file's own proofs say more of a contract's code than an endpoint can; it is asked about the others.
  const unproven = Object.entries(contracts)
    .filter(([, { address }]) => !accounts.includes(address.toLowerCase() as Hex));
  const [block, ...codes] = await Promise.all([
    getBlock(client, { blockNumber: number }),
    ...unproven.map(async ([name, { address, codeHash }]) => {
      const code = await getCode(client, { address }).then((one) => one ?? '0x', () => null);
      return code === null || keccak(toBytes(code)) === codeHash ? null : name;
    }),
  ]);
  return { hash: block.hash, depth: head - number, otherCode: codes.filter((name) => name !== null) };
}
