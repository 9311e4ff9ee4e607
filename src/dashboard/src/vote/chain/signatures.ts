import type { AbiParameter, ParseAbi } from 'viem';

interface Parameter { type: string; name?: string; indexed?: true; components?: Parameter[] }

/**
 * ABI items of signature lines: functions, events and errors, structs written out, nothing else. A third of the size of
 * viem's own reader, against which a test holds it; the types are viem's.
 * @throws Error A line of another form.
 */
export function readSignatures<const L extends readonly string[]>(lines: L): ParseAbi<L> {
  return lines.map(item) as unknown as ParseAbi<L>;
}

function item(line: string): unknown {
  const [, type, name, rest] = /^(function|event|error) (\w+)(\(.*)$/.exec(line) ?? [];
  if (type === undefined || name === undefined || rest === undefined) throw new Error(`not a signature: ${line}`);
  const [inputs, after] = list(rest);
  if (type !== 'function') {
    if (after !== '') throw new Error(`not a signature: ${line}`);
    return { name, type, inputs };
  }
  const tail = /^(?: (view|pure|payable))?(?: returns (\(.*))?$/.exec(after);
  if (tail === null) throw new Error(`not a signature: ${line}`);
  const [, mutability, returns] = tail;
  const [outputs, end] = returns === undefined ? [[], ''] : list(returns);
  if (end !== '') throw new Error(`not a signature: ${line}`);
  return { name, type, stateMutability: mutability ?? 'nonpayable', inputs, outputs: outputs as AbiParameter[] };
}

// A list in brackets at the beginning of a text, and what follows it.
function list(text: string): [Parameter[], string] {
  const found: Parameter[] = [];
  let rest = text.slice(1);
  while (!rest.startsWith(')')) {
    const [one, after] = parameter(rest);
    found.push(one);
    rest = after.startsWith(', ') ? after.slice(2) : after;
    if (rest === after && !rest.startsWith(')')) throw new Error(`a list does not end: ${text}`);
  }
  return [found, rest.slice(1)];
}

function parameter(text: string): [Parameter, string] {
  const [components, after] = text.startsWith('(') ? list(text) : [undefined, text];
  const [all, type = '', indexed, name] =
    /^([a-z0-9]*(?:\[\d*\])*)( indexed)?(?: (\w+))?/.exec(after) ?? [''];
  if (components === undefined && type === '') throw new Error(`not a type: ${text}`);
  return [{
    type: components === undefined ? type : `tuple${type}`, ...(name !== undefined && { name }),
    ...(indexed !== undefined && { indexed: true as const }), ...(components !== undefined && { components }),
  }, after.slice(all.length)];
}
