import type { Address, Client, Hex } from 'viem';
import type { BudgetView, NodeView } from '../node/views';
import { ledgerAbi, policiesAbi, vaultAbi } from '../vote/chain/abi';
import { readAgents, readUnit, type Agent } from '../vote/chain/dao';
import { readContract } from '../vote/chain/read';
import type { Manifest } from './manifest';

/** An agent as the DAO's contracts know it, and the policy that binds it. */
export interface Registered extends Agent {
  readonly policyRoot: Hex;
}

/** An agent and its money. */
export interface AgentOnChain extends Registered {
  /** What its vault would let leave now; nothing is reserved there. */
  readonly budgets: readonly BudgetView[];
}

export type Lease = NodeView['leases'][number];

const shards = 64;
const unlimited = 2n ** 128n - 1n;
const day = 86_400n;

/** Every agent of the registry. @throws What the endpoint says. */
export async function readRegistered(client: Client, manifest: Manifest): Promise<readonly Registered[]> {
  const agentRegistry = manifest.contracts['agentRegistry']!.address;
  const policies = { address: manifest.contracts['policyRegistry']!.address, abi: policiesAbi } as const;
  const agents = await readAgents(client, { agentRegistry });
  return Promise.all(agents.map(async (agent) => ({
    ...agent, policyRoot: await readContract(client, { ...policies, functionName: 'rootOf', args: [agent.id] }),
  })));
}

/** The leases that an operator's nodes hold. @throws What the endpoint says. */
export async function readLeases(client: Client, manifest: Manifest, operator: bigint): Promise<readonly Lease[]> {
  const ledger = { address: manifest.contracts['actionLedger']!.address, abi: ledgerAbi } as const;
  const all = await Promise.all(Array.from({ length: shards }, async (_, shard) => {
    const args = [operator, shard] as const;
    const { node, epoch } = await readContract(client, { ...ledger, functionName: 'leaseOf', args });
    return { shard, node, epoch: Number(epoch) };
  }));
  return all.filter((one) => one.epoch > 0);
}

/** Every agent of the registry with what its vault would let leave. @throws What the endpoint says. */
export async function readVaults(client: Client, manifest: Manifest): Promise<readonly AgentOnChain[]> {
  const agents = await readRegistered(client, manifest);
  return Promise.all(agents.map(async (agent) => {
    const { vault } = agent;
    const assets = await readContract(client, { address: vault, abi: vaultAbi, functionName: 'assets' });
    return { ...agent, budgets: await Promise.all(assets.map((asset) => budgetOf(client, vault, asset))) };
  }));
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
