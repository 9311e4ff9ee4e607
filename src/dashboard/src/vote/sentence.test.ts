import { encodeFunctionData, parseAbi, type Address, type Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { readCall, type KnownContract } from './chain/decode';
import { sentenceOf, type Names } from './sentence';

const at: Address = '0x1111111111111111111111111111111111111111';
const names: Names = { agent: (id) => `agent ${id}`, unit: () => ({ symbol: 'USDC', decimals: 6 }) };

function say(contract: KnownContract['contract'], signature: string, args: unknown[], value = 0n) {
  const data = encodeFunctionData({ abi: parseAbi([signature]), args } as never) as Hex;
  return sentenceOf(readCall({ target: at, value, data }, [{ address: at, contract }]), names);
}

describe('a sentence', () => {
  it.each([
    ['PolicyRegistry', 'function freeze(uint8,uint256)', [3, 0x52n], `Freezes the payee 0x${'0'.repeat(38)}52.`, false],
    ['PolicyRegistry', 'function lift(uint8,uint256)', [1, 7n], 'Lifts the freeze of the agent 7.', true],
    ['PolicyRegistry', 'function setGuardian(address,uint64)', [at, 1_800_000_000n],
      `Lets ${at} freeze agents, operators and payees until 2027-01-15T08:00:00Z.`, true],
    ['OperatorRegistry', 'function setStatus(uint256,uint8)', [2n, 3], 'Makes operator 2 suspended.', false],
    ['OperatorRegistry', 'function setStatus(uint256,uint8)', [2n, 9], 'Makes operator 2 unknown (9).', false],
    ['AgentRegistry', 'function setStatus(uint256,uint8)', [1n, 2], 'Makes agent 1 paused.', false],
    ['AgentVault', 'function recover(address,address,uint256)', [at, at, 1_500_000n],
      `Takes 1.5 USDC out of the AgentVault and sends it to ${at}.`, true],
    ['AgentGovernor', 'function setGate(address)', [`0x${'0'.repeat(40)}`],
      'Takes away the gate before the queue.', true],
    ['TimelockController', 'function updateDelay(uint256)', [0n], 'Makes what was voted wait 0 seconds.', true],
  ] as const)('says what %s.%s does', (contract, signature, args, text, alarm) =>
    expect(say(contract, signature, [...args])).toEqual({ text, alarm }));

  it('about a call without words of its own spells it, and says to look twice', () => {
    const said = say('TimelockController', 'function grantRole(bytes32,address)', [`0x${'ab'.repeat(32)}`, at]);
    expect(said).toEqual({
      text: `Calls TimelockController.grantRole(role: 0x${'ab'.repeat(32)}, account: ${at}).`, alarm: true,
    });
  });

  it('names coins that go with a call', () =>
    expect(say('AgentRegistry', 'function setStatus(uint256,uint8)', [1n, 1], 10n ** 18n)).toEqual({
      text: 'Makes agent 1 active. It also sends 1 ETH.', alarm: true,
    }));

  it('never speaks of a call that cannot be read as if it could', () => {
    const said = sentenceOf(readCall({ target: at, value: 0n, data: '0xdeadbeef' }, []), names);
    expect(said).toEqual({ text: `Does something at ${at} that cannot be read.`, alarm: true });
  });
});
