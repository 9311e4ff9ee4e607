import { useCallback, useSyncExternalStore } from 'react';
import { concerns } from './live';
import { useNode } from './NodeAccess';
import { usePolled, type Nudge, type Polled } from './usePolled';

/** How often is asked while the node tells of changes: for what moves by itself, and in case a word was lost. */
const calm = 10_000;

/** A path of the node's API, read when the node says that it changed, and now and then. Null asks nothing. */
export function useAsked<T>(path: string | null, every?: number): Polled<T> {
  const { client } = useNode();
  const nudge = useNudge(path);
  const pace = usePace(every);
  const asks = client !== null && path !== null;
  return usePolled<T>(asks ? (signal) => client.get<T>(path, signal) : null, path ?? '', pace, nudge);
}

/** Reads sooner when the node says that a path changed. */
export function useNudge(path: string | null): Nudge {
  const { live } = useNode();
  return useCallback((look) => live === null || path === null ? nothing
    : live.listen((paths) => { if (concerns(paths, path)) look(); }), [live, path]);
}

/** A pause between two readings, in milliseconds: a longer one while the node tells of changes. */
export function usePace(every = 2_000): number {
  const { live } = useNode();
  const open = useSyncExternalStore(live?.onState ?? never, live?.isOpen ?? no);
  return open ? Math.max(every, calm) : every;
}

const nothing = (): void => undefined;
const never = (): (() => void) => nothing;
const no = (): boolean => false;
