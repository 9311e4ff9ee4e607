import { readFileSync } from 'node:fs';
import { toFunctionSignature, type AbiFunction } from 'viem';
import { describe, expect, it } from 'vitest';
import { agentsAbi, governorAbi, policiesAbi, tokenAbi, vaultAbi } from './abi';
import { calls } from './write-calls.mjs';

interface Item { type: string; name?: string; inputs?: Part[]; outputs?: Part[]; stateMutability?: string }
interface Part { type: string; indexed?: boolean; components?: Part[] }

function items(contract: string): Item[] {
  const file = new URL(`../../../../../governance/abi/${contract}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { abi: Item[] }).abi;
}

const parts = (list: readonly Part[] | undefined): unknown => (list ?? []).map(
  (part) => [part.type, part.indexed ?? false, parts(part.components)]);
const shape = (item: Item): string => JSON.stringify(
  [item.type, item.name, parts(item.inputs), item.type === 'function' ? parts(item.outputs) : [],
    item.type === 'function' ? item.stateMutability : '']);

describe('the ABI of these pages', () => {
  it.each([
    ['AgentGovernor', governorAbi], ['GovernanceToken', tokenAbi], ['PolicyRegistry', policiesAbi],
    ['AgentRegistry', agentsAbi], ['AgentVault', vaultAbi],
  ] as const)('is that of %s', (contract, abi) => {
    const deployed = items(contract).map(shape);
    const missing = (abi as unknown as readonly Item[]).filter((item) => !deployed.includes(shape(item)));
    expect(abi.length).toBeGreaterThan(0);
    expect(missing.map((item) => `${item.type} ${item.name}`)).toEqual([]);
  });

  it('names every call that changes something', () => {
    const file = new URL('calls.json', import.meta.url);
    expect(readFileSync(file, 'utf8'), 'run: node src/vote/chain/write-calls.mjs').toBe(calls());
    const named = JSON.parse(calls()) as Record<string, string[]>;
    for (const [contract, lines] of Object.entries(named)) {
      const writing = items(contract).filter(
        (item) => item.type === 'function' && !['view', 'pure'].includes(item.stateMutability ?? ''));
      expect(lines.length, contract).toBe(writing.length);
      expect(writing.map((item) => toFunctionSignature(item as AbiFunction).split('(')[0]).sort()).toEqual(
        lines.map((line) => /^function (\w+)/.exec(line)?.[1]).sort());
    }
  });
});
