import { useNode } from './NodeAccess';
import { usePolled, type Polled } from './usePolled';

/** A path of the node's API, read again and again. Null asks nothing. */
export function useAsked<T>(path: string | null, every?: number): Polled<T> {
  const { client } = useNode();
  const asks = client !== null && path !== null;
  return usePolled<T>(asks ? (signal) => client.get<T>(path, signal) : null, path ?? '', every);
}
