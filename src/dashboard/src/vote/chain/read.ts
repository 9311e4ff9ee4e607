import {
  decodeFunctionResult, encodeFunctionData, numberToHex, type Abi, type Address, type Client, type ContractFunctionArgs,
  type ContractFunctionName, type ContractFunctionReturnType, type Hex,
} from 'viem';

/** A view of a contract, asked at a block or at the head. */
export interface View<A extends Abi, N extends ContractFunctionName<A, 'view'>> {
  readonly address: Address;
  readonly abi: A;
  readonly functionName: N;
  readonly args?: ContractFunctionArgs<A, 'view', N>;
  readonly blockNumber?: bigint;
}

/**
 * Asks a view. It is one `eth_call` and nothing else: no multicall, no look-up off chain, which viem's own action
 * would bring along at three times the size.
 * @throws What the endpoint says, or that there is no contract; an empty answer is never a value.
 */
export async function readContract<const A extends Abi, N extends ContractFunctionName<A, 'view'>>(
  client: Client, view: View<A, N>,
): Promise<ContractFunctionReturnType<A, 'view', N, ContractFunctionArgs<A, 'view', N>>> {
  const { address, abi, functionName, args, blockNumber } = view;
  const data = encodeFunctionData({ abi, functionName, args } as Parameters<typeof encodeFunctionData>[0]);
  const answer = await tryCall(client, { to: address, data }, blockNumber);
  return decodeFunctionResult(
    { abi, functionName, data: answer } as Parameters<typeof decodeFunctionResult>[0],
  ) as ContractFunctionReturnType<A, 'view', N, ContractFunctionArgs<A, 'view', N>>;
}

/** Runs a call without sending it. @throws What the endpoint says; `revertData` reads a contract's own refusal. */
export async function tryCall(
  client: Client, call: { readonly from?: Address; readonly to: Address; readonly data: Hex }, blockNumber?: bigint,
): Promise<Hex> {
  const request = client.request as (args: { method: 'eth_call'; params: unknown[] }) => Promise<Hex>;
  return request({
    method: 'eth_call', params: [call, blockNumber === undefined ? 'latest' : numberToHex(blockNumber)],
  });
}

/** What an account holds of the chain's coin, in wei. */
export async function readCoins(client: Client, account: Address): Promise<bigint> {
  const request = client.request as (args: { method: 'eth_getBalance'; params: unknown[] }) => Promise<Hex>;
  return BigInt(await request({ method: 'eth_getBalance', params: [account, 'latest'] }));
}

/** Whether a transaction is in a block and did what it should; null while it is in none. */
export async function readOutcome(client: Client, hash: Hex): Promise<{ block: bigint; done: boolean } | null> {
  const request = client.request as (args: { method: 'eth_getTransactionReceipt'; params: unknown[] }) =>
    Promise<{ blockNumber: Hex; status: Hex } | null>;
  const receipt = await request({ method: 'eth_getTransactionReceipt', params: [hash] });
  return receipt === null ? null : { block: BigInt(receipt.blockNumber), done: BigInt(receipt.status) === 1n };
}

/** What a contract said when it refused, out of an endpoint's error; null where it is another error. */
export function revertData(error: unknown): Hex | null {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const data = (at as { data?: unknown }).data;
    const inner = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
    if (typeof inner === 'string' && /^0x([0-9a-fA-F]{2}){4,}$/.test(inner)) return inner as Hex;
  }
  return null;
}
