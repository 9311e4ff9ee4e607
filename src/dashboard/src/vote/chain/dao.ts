import type { Address, Client } from 'viem';
import type { Unit } from '../limits';
import { agentsAbi, governorAbi, tokenAbi } from './abi';
import type { KnownContract } from './decode';
import { readContract } from './read';

/** Where a DAO lives, as its manifest says. */
export interface Dao {
  readonly chainId: number;
  readonly actionLedger: Address;
  readonly policyRegistry: Address;
  readonly agentRegistry: Address;
  readonly operatorRegistry: Address;
  readonly authority: Address;
  /** Null where another DAO rules: its votes are cast there. */
  readonly governor: Address | null;
  /** Tokens of a local development chain. */
  readonly devTokens: readonly Address[];
  /** Nothing of the DAO happened before this block. */
  readonly firstBlock: bigint;
}

/** A DAO whose votes these pages know. */
export type VotingDao = Dao & { readonly governor: Address };

/** An agent by its number in the registry. */
export interface Agent {
  readonly id: bigint;
  readonly name: string;
  readonly vault: Address;
  readonly operatorId: bigint;
  /** 1 active, 2 paused, 3 retired. */
  readonly status: number;
}

const mostAgents = 256n;

/** The agents of the registry, in its order; of a registry with more, the first 256. */
export async function readAgents(client: Client, dao: Pick<Dao, 'agentRegistry'>): Promise<readonly Agent[]> {
  const registry = { address: dao.agentRegistry, abi: agentsAbi } as const;
  const count = await readContract(client, { ...registry, functionName: 'agentCount' });
  const ids = Array.from({ length: Number(count < mostAgents ? count : mostAgents) }, (_, i) => BigInt(i + 1));
  return Promise.all(ids.map(async (id) => {
    const { name, vault, operatorId, status } =
      await readContract(client, { ...registry, functionName: 'agentOf', args: [id] });
    return { id, name, vault, operatorId, status };
  }));
}

/** Every contract that a proposal may call and that can be read. */
export function contractsOf(dao: VotingDao, token: Address, agents: readonly Agent[]): readonly KnownContract[] {
  return [
    { address: dao.policyRegistry, contract: 'PolicyRegistry' },
    { address: dao.agentRegistry, contract: 'AgentRegistry' },
    { address: dao.operatorRegistry, contract: 'OperatorRegistry' },
    { address: dao.actionLedger, contract: 'ActionLedger' },
    { address: dao.authority, contract: 'TimelockController' },
    { address: dao.governor, contract: 'AgentGovernor' },
    { address: token, contract: 'GovernanceToken' },
    ...dao.devTokens.map((address) => ({ address, contract: 'DevToken' as const })),
    ...agents.map(({ vault, name }) => ({
      address: vault, contract: 'AgentVault' as const, title: `vault of the agent '${name}'`,
    })),
  ];
}

/** The token that votes, and how its amounts are written. */
export async function readToken(client: Client, dao: VotingDao): Promise<Unit & { readonly address: Address }> {
  const address = await readContract(client, { address: dao.governor, abi: governorAbi, functionName: 'token' });
  return { address, ...(await readUnit(client, address)) };
}

/** A token's symbol and decimals as it states them; its address and whole units where it states none. */
export async function readUnit(client: Client, asset: Address): Promise<Unit> {
  const token = { address: asset, abi: tokenAbi } as const;
  try {
    const [symbol, decimals] = await Promise.all([
      readContract(client, { ...token, functionName: 'symbol' }),
      readContract(client, { ...token, functionName: 'decimals' }),
    ]);
    // A symbol is the token's own word for itself: one that could pass for a sentence is not repeated.
    return /^[A-Za-z][A-Za-z0-9.$-]{0,11}$/.test(symbol)
      ? { symbol, decimals } : { symbol: `of ${asset}`, decimals };
  } catch (error) {
    if (isSilent(error)) throw error;
    return { symbol: `units of ${asset}`, decimals: 0 };
  }
}

/** Whether nobody answered, as against an answer that says no. */
export function isSilent(error: unknown): boolean {
  for (let at = error as { name?: string; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (['HttpRequestError', 'TimeoutError', 'WebSocketRequestError', 'SocketClosedError'].includes(at.name ?? ''))
      return true;
  }
  return false;
}
