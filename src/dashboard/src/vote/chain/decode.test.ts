import { encodeFunctionData, parseAbi, type Address, type Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { readCall, valueText, type KnownContract } from './decode';

const policies: Address = '0x1111111111111111111111111111111111111111';
const agents: Address = '0x2222222222222222222222222222222222222222';
const contracts: KnownContract[] = [
  { address: policies, contract: 'PolicyRegistry' }, { address: agents, contract: 'AgentRegistry' },
];
const abi = parseAbi([
  'function freeze(uint8 what, uint256 id)', 'function setStatus(uint256 agentId, uint8 status)',
  'function drain(address to)', 'function register(string agentURI)',
]);
const freeze = encodeFunctionData({ abi, functionName: 'freeze', args: [1, 2n ** 255n + 1n] });
const read = (target: Address, data: Hex, value = 0n) => readCall({ target, data, value }, contracts);

describe('a call', () => {
  it('is read by the contract it goes to, with all digits', () => {
    const call = read(policies, freeze);
    expect(call).toMatchObject({ known: true, name: 'freeze' });
    if (call.known) expect(call.arguments.map((one) => `${one.name} ${valueText(one.value)}`)).toEqual(
      ['what 1', `id ${2n ** 255n + 1n}`]);
  });

  it('of an overloaded function keeps its own arguments', () => {
    const call = read(agents, encodeFunctionData({ abi, functionName: 'register', args: ['ipfs://x'] }));
    expect(call.known && call.arguments.map((one) => one.name)).toEqual(['agentURI']);
  });

  it.each([
    ['a stranger, whatever its selector says', '0x3333333333333333333333333333333333333333' as Address, freeze],
    ['another contract of ours with that selector', agents, freeze],
    ['a selector nobody knows', policies, encodeFunctionData({
      abi, functionName: 'drain', args: [agents],
    })],
    ['bytes behind the arguments', policies, `${freeze}00` as Hex],
    ['an argument too short', policies, freeze.slice(0, -2) as Hex],
    ['a number too large for its type', policies, freeze.replace(
      '0000000000000000000000000000000000000000000000000000000000000001', `${'f'.repeat(64)}`) as Hex],
    ['no function at all', policies, '0x' as Hex],
  ])('is shown as bytes where it is %s', (_, target, data) => {
    const call = read(target, data);
    expect(call.known).toBe(false);
    expect(call.data).toBe(data);
  });
});

describe('a value', () => {
  it('has every member and every digit', () => {
    expect(valueText([{ asset: '0xaa', burst: 2n ** 128n }])).toBe(`(asset: 0xaa, burst: ${2n ** 128n})`);
    expect(valueText([])).toBe('none');
  });
});
