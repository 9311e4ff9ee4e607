import { createClient, type Client } from 'viem';
import { getBlock, getChainId } from 'viem/actions';
import type { NodeClient } from '../node/client';
import { Problem } from '../problem';
import type { Manifest } from './manifest';
import { RpcError, rpcTransport } from './transport';

/** An endpoint that answers for the manifest's chain. */
export interface Connected {
  readonly url: string;
  /** Its host for a line of text; `this node` where the node that served the page passes the questions on. */
  readonly name: string;
  /** It is the node that served the page. */
  readonly isNode: boolean;
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
 * @param node The node that served the page, where this tab has its token.
 * @throws Problem DAI-7113: nothing answers. DAI-7114: it answers for another chain.
 */
export async function connect(url: string, manifest: Manifest, node: NodeClient | null): Promise<Connected> {
  const own = node !== null && url === node.rpc;
  const client = createClient({ transport: rpcTransport(url, own ? node.authorization : null) });
  let id: number;
  let first: string | null;
  try {
    [id, first] = await Promise.all([
      getChainId(client),
      manifest.genesis === null ? null : getBlock(client, { blockNumber: 0n }).then((b) => b.hash),
    ]);
  } catch (thrown) {
    throw chainProblem(url, thrown);
  }
  if (BigInt(id) !== manifest.chainId || first !== manifest.genesis)
    throw new Problem(
      'DAI-7114',
      `${new URL(url).origin} answers for chain ${id}` +
        (BigInt(id) === manifest.chainId ? ' with another first block' : `, and the DAO is on ${manifest.chainId}`),
      "choose an endpoint of the DAO's chain",
    );
  return { url, name: own ? 'this node' : new URL(url).host, isNode: own, client };
}

/** What an endpoint did instead of answering, as DAI-7113 where it is silent and DAI-7116 where it says no. */
export function chainProblem(url: string, thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const host = new URL(url).origin;
  return thrown instanceof RpcError
    ? new Problem(
        'DAI-7116',
        `the RPC endpoint ${host} says: ${thrown.message}`,
        'choose another endpoint under "Chain"',
      )
    : new Problem(
        'DAI-7113',
        `the RPC endpoint ${host} does not answer as an endpoint does`,
        'choose another endpoint under "Chain"; a copy of this page that a node serves reaches only its own endpoints ' +
          'and those of your machine',
      );
}
