import { zeroHash, type Address, type Client, type Hex } from 'viem';
import { policiesAbi, tokenAbi, vaultAbi } from './chain/abi';
import { contractsOf, readAgents, readToken, readUnit, type Agent, type VotingDao } from './chain/dao';
import { readCall, type ReadCall } from './chain/decode';
import type { Proposal } from './chain/proposals';
import { readDocument, textChanges, type TextChange } from './document';
import { isNative, limitChanges, nativeUnit, type Change, type Limit, type Unit } from './limits';
import { sentenceOf, type Names, type Sentence } from './sentence';
import { readCoins, readContract } from './chain/read';

/** A policy that a proposal would put in force. */
export interface Publication {
  /** Which call of the proposal it is, from 0. */
  readonly call: number;
  readonly agent: Agent | null;
  readonly agentId: bigint;
  readonly root: Hex;
  /** The policy in force now; zero = none. */
  readonly before: Hex;
  /** What the vault would let go, against what it lets go now. */
  readonly limits: readonly Change[];
  readonly after: readonly Limit[];
  /** What it lets go now. */
  readonly old: readonly Limit[];
  /** What lies in the vault, by asset of the limits before and after. */
  readonly held: readonly { readonly asset: Address; readonly amount: bigint }[];
  /** What differs in the text; null where a document is not on chain. */
  readonly text: readonly TextChange[] | null;
}

/** What a proposal would do, read from the chain alone. */
export interface Changes {
  readonly calls: readonly (ReadCall & { readonly says: Sentence; readonly position: number })[];
  readonly publications: readonly Publication[];
  /** Amounts that leave at once, against what is there. */
  readonly leaving: readonly { readonly from: string; readonly asset: Address; readonly amount: bigint;
    readonly held: bigint }[];
  readonly units: Readonly<Record<string, Unit>>;
}

/** Reads every call, what it would publish and what it would move. */
export async function readChanges(client: Client, dao: VotingDao, proposal: Proposal): Promise<Changes> {
  const [agents, token] = await Promise.all([readAgents(client, dao), readToken(client, dao)]);
  const read = proposal.calls.map((call) => readCall(call, contractsOf(dao, token.address, agents)));
  const publications = await Promise.all(read.filter((call) => is(call, 'PolicyRegistry', 'publish'))
    .map((call) => publication(client, dao, agents, call, read.indexOf(call))));
  const leaving = await Promise.all(read.filter((call) => is(call, 'AgentVault', 'recover')).map(async (call) => {
    const asset = value<Address>(call, 'asset');
    return { from: title(call), asset, amount: value<bigint>(call, 'amount'),
      held: await balance(client, asset, call.target) };
  }));
  const moved = [...publications.flatMap((one) => one.held), ...leaving];
  const assets = new Set(moved.map((one) => one.asset.toLowerCase()));
  const units = Object.fromEntries(await Promise.all([...assets].map(
    async (asset) => [asset, await unitOf(client, asset as Address)] as const)));
  const unit = (asset: Address): Unit => units[asset.toLowerCase()] ?? { symbol: `units of ${asset}`, decimals: 0 };
  const names: Names = { unit, agent: (id) => agentWords(agents.find((one) => one.id === id) ?? null, id) };
  return {
    calls: read.map((call, position) => ({ ...call, position, says: sentenceOf(call, names) })), leaving, units,
    publications: publications.map((one) => ({ ...one, limits: limitChanges(one.old, one.after, unit) })),
  };
}

/** An agent in words; its name is text of whoever enrolled it. */
export function agentWords(agent: Agent | null, id: bigint): string {
  return agent === null ? `agent ${id}` : `the agent '${agent.name}'`;
}

async function publication(
  client: Client, dao: VotingDao, agents: readonly Agent[], call: ReadCall, position: number) {
  const [agentId, root, after] = [
    value<bigint>(call, 'agentId'), value<Hex>(call, 'root'), value<readonly Limit[]>(call, 'limits')];
  const agent = agents.find((one) => one.id === agentId) ?? null;
  const before = await readContract(client, {
    address: dao.policyRegistry, abi: policiesAbi, functionName: 'rootOf', args: [agentId],
  });
  const old = agent === null ? [] : await limitsOf(client, agent.vault);
  const [oldText, newText] = await Promise.all([
    before === zeroHash ? {} : readDocument(client, dao, before), readDocument(client, dao, root)]);
  const assets = [...new Map([...old, ...after].map((one) => [one.asset.toLowerCase(), one.asset])).values()];
  const held = agent === null ? [] : await Promise.all(assets.map(
    async (asset) => ({ asset, amount: await balance(client, asset, agent.vault) })));
  return {
    call: position, agent, agentId, root, before, after, old, held,
    text: oldText === null || newText === null ? null : textChanges(oldText, newText),
  };
}

async function limitsOf(client: Client, vault: Address): Promise<readonly Limit[]> {
  const contract = { address: vault, abi: vaultAbi } as const;
  const assets = await readContract(client, { ...contract, functionName: 'assets' });
  return Promise.all(assets.map(
    (asset) => readContract(client, { ...contract, functionName: 'limitOf', args: [asset] })));
}


function balance(client: Client, asset: Address, of: Address): Promise<bigint> {
  return isNative(asset) ? readCoins(client, of)
    : readContract(client, { address: asset, abi: tokenAbi, functionName: 'balanceOf', args: [of] });
}

async function unitOf(client: Client, asset: Address): Promise<Unit> {
  return isNative(asset) ? nativeUnit : readUnit(client, asset);
}

function is(call: ReadCall, contract: string, name: string): boolean {
  return call.known && call.to.contract === contract && call.name === name;
}

function title(call: ReadCall): string {
  return call.to?.title ?? call.target;
}

function value<T>(call: ReadCall, name: string): T {
  return (call.known ? call.arguments.find((one) => one.name === name)?.value : undefined) as T;
}
