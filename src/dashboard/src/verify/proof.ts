import { useSyncExternalStore } from 'react';
import type { Client } from 'viem';
import { Problem, problemOf } from '../problem';
import type { Hex } from './hash';
import type { ActionRow } from './lineage';
import type { Opened } from './messages';
import { session } from './session';
import { type Asked, askEndpoint, type Contracts } from './trust';
import type { Verification } from './verify';

/** The reader's endpoint, as the page around is connected to it. */
export interface Endpoint {
  url: string;
  client: Client;
  contracts: Contracts;
  /** It is the node that served the page, which is no witness for its own log. */
  isNode: boolean;
}

/** Where the trusted block hash came from. */
export type Source =
  | { kind: 'endpoint'; url: string; asked: Asked }
  | { kind: 'pasted' }
  /** The node that served the page was asked: its word is shown and nothing stands on it. */
  | { kind: 'node'; url: string; asked: Asked }
  /** Nobody said, and why. */
  | { kind: 'none'; problem: Problem | null };

/** A file in this page, and what came out of checking it. */
export interface Proof {
  fileName: string | null;
  opened: Opened | null;
  manifestName: string | null;
  manifest: string | null;
  pasted: Hex | null;
  trust: Hex | null;
  source: Source;
  verified: { result: Verification; actions: ActionRow[]; milliseconds: number } | null;
  problem: Problem | null;
  isBusy: boolean;
}

let proof: Proof = {
  fileName: null, opened: null, manifestName: null, manifest: null, pasted: null, trust: null,
  source: { kind: 'none', problem: null }, verified: null, problem: null, isBusy: false,
};
let endpoint: Endpoint | null = null;
let beside: string | null = null;
let round = 0;
const listeners = new Set<() => void>();

function set(change: Partial<Proof>): void {
  proof = { ...proof, ...change };
  for (const listener of listeners) listener();
}

/** The file of this tab; it stays while one goes from action to action. */
export const useProof = (): Proof => useSyncExternalStore(
  (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  () => proof,
);

/** Takes a bundle, a manifest, or both. */
export async function take(files: readonly File[]): Promise<void> {
  const mine = ++round;
  set({ isBusy: true, problem: null, verified: null });
  try {
    for (const file of files) {
      // A manifest is small; a bundle is read by the worker alone.
      const start = await file.slice(0, 65_536).text();
      if (/"schema"\s*:\s*"dai\.manifest\/1"/.test(start))
        set({ manifestName: file.name, manifest: await file.text() });
      else {
        set({ fileName: file.name, opened: null });
        set({ opened: await session.ask('opened', { kind: 'open', file }) });
      }
    }
    if (mine === round) await check();
  } catch (thrown) {
    if (mine === round) set({ problem: problemOf(thrown) });
  } finally {
    if (mine === round) set({ isBusy: false });
  }
}

/** The page's own endpoint and manifest, where it has them; what was open is checked again. */
export async function connect(next: Endpoint | null, manifest: string | null): Promise<void> {
  if (endpoint?.url === next?.url && endpoint?.client === next?.client && beside === manifest) return;
  [endpoint, beside] = [next, manifest];
  await again();
}

/** The hash of a block that the reader trusts, whatever an endpoint says; null goes back to the endpoint. */
export async function trustHash(hash: Hex | null): Promise<void> {
  set({ pasted: hash });
  await again();
}

/** Checks what is open once more. */
export async function again(): Promise<void> {
  if (proof.opened === null) return;
  const mine = ++round;
  set({ isBusy: true, problem: null, verified: null });
  try {
    await check();
  } catch (thrown) {
    if (mine === round) set({ problem: problemOf(thrown) });
  } finally {
    if (mine === round) set({ isBusy: false });
  }
}

async function check(): Promise<void> {
  const mine = round;
  const { opened, pasted } = proof;
  if (opened === null) return;
  const source = pasted === null ? await ask(opened) : { kind: 'pasted' as const };
  const trust = source.kind === 'pasted' ? pasted : source.kind === 'endpoint' ? source.asked.hash : null;
  const start = performance.now();
  const manifest = proof.manifest ?? beside;
  const { result, actions } = await session.ask('verified', { kind: 'verify', trust, manifest });
  if (mine === round)
    set({ source, trust, verified: { result, actions, milliseconds: Math.round(performance.now() - start) } });
}

async function ask(opened: Opened): Promise<Source> {
  if (endpoint === null) return { kind: 'none', problem: null };
  const { url, client, contracts, isNode } = endpoint;
  const place = new URL(url).origin;
  try {
    const asked = await askEndpoint(client, opened, contracts);
    if (asked.hash !== null) return { kind: isNode ? 'node' : 'endpoint', url, asked };
    return { kind: 'none', problem: new Problem('DAI-7152', `${place} has no block ${opened.number}`,
      'choose an endpoint of the file\'s chain under "Chain", or paste the hash of the block') };
  } catch {
    return { kind: 'none', problem: new Problem('DAI-7153', `${place} does not answer for block ${opened.number}`,
      'choose another endpoint under "Chain", or paste the hash of the block') };
  }
}
