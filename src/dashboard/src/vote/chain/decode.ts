import {
  decodeFunctionData, encodeFunctionData, isAddressEqual, size, slice, type Abi, type AbiFunction,
  type AbiParameter, type Address, type Hex,
} from 'viem';
import signatures from './calls.json';
import { readSignatures } from './signatures';

/** A contract of this DAO that a call may go to. */
export interface KnownContract {
  readonly address: Address;
  /** Name of its contract: the ABI by which its calls are read. */
  readonly contract: keyof typeof signatures;
  /** For people, where the contract's name does not say which one it is: `vault of the agent 'treasurer'`. */
  readonly title?: string;
}

/** A call of a proposal. */
export interface ProposedCall { readonly target: Address; readonly value: bigint; readonly data: Hex }

/** One argument in words; parts where it is a list or a struct. */
export interface Argument { readonly name: string; readonly type: string; readonly value: unknown }

/**
 * A call as people read it. What cannot be read in full is `known: false` and shows its bytes: a wrong reading is
 * worse than none.
 */
export type ReadCall = ProposedCall & (
  | { readonly known: true; readonly to: KnownContract; readonly name: string; readonly arguments: readonly Argument[] }
  | { readonly known: false; readonly to: KnownContract | null; readonly why: string });

const abis = new Map<string, Abi>();

function abiOf(contract: keyof typeof signatures): Abi {
  const made = abis.get(contract) ?? readSignatures(signatures[contract]) as unknown as Abi;
  abis.set(contract, made);
  return made;
}

/**
 * Reads a call by the ABI of the contract it goes to. Encoded again it has to be the same bytes: what hides behind
 * the arguments, or is written in a way no compiler writes, is not read.
 */
export function readCall(call: ProposedCall, contracts: readonly KnownContract[]): ReadCall {
  const to = contracts.find((one) => isAddressEqual(one.address, call.target)) ?? null;
  const unread = (why: string): ReadCall => ({ ...call, known: false, to, why });
  if (to === null) return unread('This is no contract of this DAO. What the call does there cannot be read.');
  if (size(call.data) < 4) return unread('The call names no function.');
  try {
    const abi = abiOf(to.contract);
    const { functionName, args } = decodeFunctionData({ abi, data: call.data });
    const values = (args ?? []) as readonly unknown[];
    if (encodeFunctionData({ abi, functionName, args: values }).toLowerCase() !== call.data.toLowerCase())
      return unread(`The call starts like ${to.contract}.${functionName}, but its bytes hold something else besides.`);
    const item = abi.find((one): one is AbiFunction => one.type === 'function' && one.name === functionName
      && one.inputs.length === values.length);
    return {
      ...call, known: true, to, name: functionName,
      arguments: (item?.inputs ?? []).map((input, i) => argument(input, i, values[i])),
    };
  } catch {
    return unread(`${to.contract} has no function ${slice(call.data, 0, 4)} with such arguments.`);
  }
}

function argument(input: AbiParameter, index: number, value: unknown): Argument {
  const name = input.name === undefined || input.name === '' ? `#${index + 1}` : input.name;
  return { name, type: input.type, value };
}

/** A value as text without losing a digit: integers in decimal, lists and structs as their members. */
export function valueText(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value.toString();
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value === 'object' && value !== null)
    return `(${Object.entries(value).map(([name, one]) => `${name}: ${valueText(one)}`).join(', ')})`;
  return String(value);
}
