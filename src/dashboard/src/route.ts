import { useSyncExternalStore } from 'react';

/** Parts of the address after `#/`, decoded: `#/agents/treasurer` is `['agents', 'treasurer']`. */
export type Route = readonly string[];

/** Reads a fragment; what is not a route is the overview, and a part that cannot be decoded stays as it is written. */
export function routeOf(fragment: string): Route {
  if (!fragment.startsWith('#/')) return [];
  const path = fragment.slice(2).split('?', 1)[0] ?? '';
  return path.split('/').filter((part) => part !== '').map(decoded);
}

/** The fragment of a route, for a link. */
export const linkTo = (...parts: Route): string => `#/${parts.map(encodeURIComponent).join('/')}`;

/** The fragment of an action's lineage. @param of The agent that took it, where it is known. */
export const linkToAction = (id: string, of?: string): string =>
  linkTo('actions', id) + (of === undefined ? '' : `?of=${encodeURIComponent(of)}`);

export function useRoute(): Route {
  return routeOf(useFragment());
}

/** Whose action the address is about; null where it names nobody. */
export function useAgentOfRoute(): string | null {
  return new URLSearchParams(useFragment().split('?')[1] ?? '').get('of');
}

const useFragment = (): string => useSyncExternalStore(listen, () => window.location.hash);

function listen(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** Text of a part of an address; where it is no such text, the part as it is written. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
