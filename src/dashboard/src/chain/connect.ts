import { createClient, type Client } from 'viem';
import { getBlock, getChainId } from 'viem/actions';
import { Problem } from '../problem';
import type { Manifest } from './manifest';
import { rpcTransport } from './transport';

/** An endpoint that answers for the manifest's chain. */
export interface Connected {
  readonly url: string;
  /** Bare, so that only the actions in use are shipped: `getBlock(client, ..)` of `viem/actions`. */
  readonly client: Client;
}

/** An address that a browser may ask: http or https. @throws Problem DAI-7112 */
export function readRpc(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Problem('DAI-7112', `'${text}' is not the address of an RPC endpoint`, 'write it as https://host/path');
  return url.href;
}

/**
 * A client for the endpoint, after it named the manifest's chain and its first block.
 * @throws Problem DAI-7113: nothing answers. DAI-7114: it answers for another chain.
 */
export async function connect(url: string, manifest: Manifest): Promise<Connected> {
  const client = createClient({ transport: rpcTransport(url) });
  let id: number;
  let first: string | null;
  try {
    [id, first] = await Promise.all([
      getChainId(client), manifest.genesis === null ? null : getBlock(client, { blockNumber: 0n }).then((b) => b.hash),
    ]);
  } catch {
    throw new Problem('DAI-7113', `the RPC endpoint ${new URL(url).origin} does not answer`,
      'choose another endpoint under "Chain"; a copy of this page that a node serves reaches only its own endpoints '
      + 'and those of your machine');
  }
  if (BigInt(id) !== manifest.chainId || first !== manifest.genesis)
    throw new Problem('DAI-7114', `${new URL(url).origin} answers for chain ${id}`
      + (BigInt(id) === manifest.chainId ? ' with another first block' : `, and the DAO is on ${manifest.chainId}`),
      'choose an endpoint of the DAO\'s chain');
  return { url, client };
}
