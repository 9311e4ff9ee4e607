import { chainProblem } from '../chain/connect';
import { RpcError } from '../chain/transport';
import { usePolled, type Polled } from '../node/usePolled';
import { isSilent } from './chain/dao';
import type { Reach } from './useVotingDao';

/** Reads from the chain again and again; an endpoint that is silent or says no is the problem, not this page. */
export function useRead<T>({ url }: Reach, read: (() => Promise<T>) | null, key: string, every: number): Polled<T> {
  return usePolled(read === null ? null : () => read().catch((thrown: unknown) => {
    throw isSilent(thrown) || thrown instanceof RpcError ? chainProblem(url, thrown) : thrown;
  }), `${key} ${url}`, every);
}
