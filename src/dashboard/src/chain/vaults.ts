import type { Address, Client, Hex } from 'viem';
import type { BudgetView } from '../node/views';
import { policiesAbi, vaultAbi } from '../vote/chain/abi';
import { readAgents, readUnit } from '../vote/chain/dao';
import { readContract } from '../vote/chain/read';
import type { Manifest } from './manifest';

/** An agent as the DAO's contracts know it. */
export interface AgentOnChain {
  readonly id: bigint;
  readonly name: string;
  readonly vault: Address;
  readonly policyRoot: Hex;
  /** What its vault would let leave now; nothing is reserved there. */
  readonly budgets: readonly BudgetView[];
}

const unlimited = 2n ** 128n - 1n;
const day = 86_400n;

/** Every agent of the registry with what its vault would let leave. @throws What the endpoint says. */
export async function readVaults(client: Client, manifest: Manifest): Promise<readonly AgentOnChain[]> {
  const agentRegistry = manifest.contracts['agentRegistry']!.address;
  const policies = { address: manifest.contracts['policyRegistry']!.address, abi: policiesAbi } as const;
  const agents = await readAgents(client, { agentRegistry });
  return Promise.all(
    agents.map(async ({ id, name, vault }) => {
      const [policyRoot, assets] = await Promise.all([
        readContract(client, { ...policies, functionName: 'rootOf', args: [id] }),
        readContract(client, { address: vault, abi: vaultAbi, functionName: 'assets' }),
      ]);
      const budgets = await Promise.all(assets.map((asset) => budgetOf(client, vault, asset)));
      return { id, name, vault, policyRoot, budgets };
    }),
  );
}

async function budgetOf(client: Client, vault: Address, asset: Address): Promise<BudgetView> {
  const [limit, bucket, unit] = await Promise.all([
    readContract(client, { address: vault, abi: vaultAbi, functionName: 'limitOf', args: [asset] }),
    readContract(client, { address: vault, abi: vaultAbi, functionName: 'bucketOf', args: [asset] }),
    readUnit(client, asset),
  ]);
  return {
    name: unit.symbol,
    asset,
    decimals: unit.decimals,
    level: (bucket.level >> 64n).toString(),
    burst: limit.burst.toString(),
    spent: bucket.spent.toString(),
    reserved: '0',
    perDay: perDay(limit.rate).toString(),
    lifetime: limit.lifetime === unlimited ? null : limit.lifetime.toString(),
  };
}

/** A rate in 2^-64 units a second, as what gathers in a day: it lost less than one of its units to rounding. */
export const perDay = (rate: bigint): bigint => (rate * day + day) >> 64n;
