import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import calls from './calls.json';
import { readSignatures } from './signatures';

const lines = [
  ...Object.values(calls).flat(),
  'event VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason)',
  'event Made(uint256, address[], bytes[][2])', 'error Full()', 'error Not(bytes32 what, (uint8 a, (bool b)[3] c)[] d)',
  'function f((string name, (address, uint64[] x) y)[] z, bytes) view returns ((bool ok, bytes data)[2] all, uint256)',
  'function g() payable', 'function h(uint256) pure returns (uint256)',
];

describe('a signature', () => {
  it.each(lines)('is read as viem reads it: %s', (line) =>
    expect(readSignatures([line])).toEqual(parseAbi([line])));

  it.each(['f()', 'function f(', 'function f(uint256', 'function f(uint256 a b)', 'function f() external',
    'event E() view', 'function f(,)', 'struct S { uint256 a; }', 'function f() returns uint256'])(
    'of another form is refused: %s', (line) => expect(() => readSignatures([line])).toThrow());
});
