import { hexToBytes, keccak256, toFunctionSelector, type Hex, type Client } from 'viem';
import { policiesAbi } from './chain/abi';
import type { Dao } from './chain/dao';
import { readContract, revertData } from './chain/read';

/** A policy document as the chain holds it: objects, lists and texts only. */
export type Json = string | readonly Json[] | { readonly [name: string]: Json };

/** A piece of a document that differs. `path` names where, in words: `rules › pay-vendors › when`. */
export interface TextChange { readonly path: string; readonly before: string | null; readonly after: string | null }

/** The document of a root, or null where nobody has put it on chain. Other bytes than the root's are refused. */
export async function readDocument(client: Client, dao: Dao, root: Hex): Promise<Json | null> {
  if (/^0x0+$/.test(root)) return null;
  let bytes: Hex;
  try {
    bytes = await readContract(client, {
      address: dao.policyRegistry, abi: policiesAbi, functionName: 'document', args: [root],
    });
  } catch (error) {
    if (revertData(error)?.slice(0, 10) === toFunctionSelector('PolicyRegistryNotStaged(bytes32)')) return null;
    throw error;
  }
  if (keccak256(bytes) !== root) throw new Error(`the endpoint gave other bytes than those of ${root}`);
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(hexToBytes(bytes))) as Json;
}

/** What differs between two documents, part by part; it does not say what is looser. */
export function textChanges(before: Json, after: Json): readonly TextChange[] {
  const changes: TextChange[] = [];
  compare([], before, after, changes);
  return changes;
}

function compare(path: readonly string[], before: Json | null, after: Json | null, changes: TextChange[]): void {
  if (same(before, after)) return;
  const [old, now] = [members(before), members(after)];
  if (old === null || now === null || path.length >= 3) {
    changes.push({ path: path.join(' › '), before: write(before), after: write(after) });
    return;
  }
  for (const name of new Set([...old.keys(), ...now.keys()]))
    compare([...path, name], old.get(name) ?? null, now.get(name) ?? null, changes);
}

// Lists of things with names are compared by name, so that a moved rule is no change.
function members(value: Json | null): ReadonlyMap<string, Json> | null {
  if (value === null || typeof value === 'string') return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value as Record<string, Json>));
  const named = (value as readonly Json[]).map((one): [string | null, Json] => {
    if (typeof one === 'string') return [one, one];
    const { id, address } = one as Record<string, Json>;
    const name = id ?? address;
    return [typeof name === 'string' ? name : null, one];
  });
  return named.every(([name]) => name !== null) ? new Map(named as [string, Json][]) : null;
}

function same(a: Json | null, b: Json | null): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: Json | null): unknown {
  if (value === null || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

function write(value: Json | null): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(write).join(', ');
  return Object.entries(value as Record<string, Json>).map(([name, one]) => `${name}: ${write(one)}`).join('; ');
}
