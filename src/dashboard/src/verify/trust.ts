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
  /** Contracts whose code is another one than the manifest's, by their word. */
  otherCode: string[];
}

/** Contracts by their word in the manifest. */
export type Contracts = Readonly<Record<string, { readonly address: Hex; readonly codeHash: Hex }>>;

/**
 * Asks the endpoint for the block's hash, and whether the contracts are the manifest's.
 * @throws where it does not answer.
 */
export async function askEndpoint(client: Client, { number }: Opened, contracts: Contracts): Promise<Asked> {
  const head = await getBlockNumber(client, { cacheTime: 0 });
  if (number > head) return { hash: null, depth: 0n, otherCode: [] };
  const [block, ...codes] = await Promise.all([
    getBlock(client, { blockNumber: number }),
    ...Object.entries(contracts).map(async ([name, { address, codeHash }]) => {
      const code = await getCode(client, { address });
      return keccak(toBytes(code ?? '0x')) === codeHash ? null : name;
    }),
  ]);
  return { hash: block.hash, depth: head - number, otherCode: codes.filter((name) => name !== null) };
}
