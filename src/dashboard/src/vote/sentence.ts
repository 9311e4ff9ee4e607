import type { Address } from 'viem';
import { valueText, type ReadCall } from './chain/decode';
import { amountText, nativeUnit, type Unit } from './limits';

/** What a call would do, in words made from its bytes alone. */
export interface Sentence {
  readonly text: string;
  /** It cannot be read, moves money at once, or changes who rules: look twice. */
  readonly alarm: boolean;
}

/** What sentences need to know of the DAO. */
export interface Names {
  agent(id: bigint): string;
  unit(asset: Address): Unit;
}

const votes: Unit = { symbol: 'votes', decimals: 18 };

type Values = Readonly<Record<string, unknown>>;

const operatorStates = ['none', 'registered', 'hosting', 'suspended', 'exited'];
const agentStates = ['none', 'active', 'paused', 'retired'];
const frozenThings = ['nothing', 'the agent', 'the operator', 'the payee'];

/** One sentence for a call of a proposal. */
export function sentenceOf(call: ReadCall, names: Names): Sentence {
  const coins = call.value === 0n ? '' : ` It also sends ${amountText(call.value, nativeUnit)}.`;
  if (!call.known)
    return { text: `Does something at ${place(call)} that cannot be read.${coins}`, alarm: true };
  const values = Object.fromEntries(call.arguments.map((one) => [one.name, one.value]));
  const made = sentences[`${call.to.contract}.${call.name}`]?.(values, names, call.to.title ?? call.to.contract);
  const [text, alarm] = made ?? [`Calls ${call.to.contract}.${call.name}(${call.arguments.map(
    (one) => `${one.name}: ${valueText(one.value)}`).join(', ')}).`, true];
  return { text: text + coins, alarm: alarm || call.value !== 0n };
}

const place = ({ to, target }: ReadCall): string => to === null ? target : `${to.title ?? to.contract} (${target})`;

const date = (seconds: unknown): string => {
  const time = Number(seconds) * 1000;
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().replace('.000Z', 'Z') : `second ${String(seconds)}`;
};
const word = (words: readonly string[], at: unknown): string => words[Number(at)] ?? `unknown (${String(at)})`;

const sentences: Readonly<Record<string, (v: Values, names: Names, title: string) => [string, boolean]>> = {
  'PolicyRegistry.publish': (v, names) => [`Gives ${names.agent(v.agentId as bigint)} another policy.`, false],
  'PolicyRegistry.stage': () => ['Puts a policy document on chain, without putting it in force.', false],
  'PolicyRegistry.setGuardian': (v) => [`Lets ${v.guardian} freeze agents, operators and payees until `
    + `${date(v.expiry)}.`, true],
  'PolicyRegistry.freeze': (v) => [`Freezes ${word(frozenThings, v.what)} ${frozenId(v)}.`, false],
  'PolicyRegistry.lift': (v) => [`Lifts the freeze of ${word(frozenThings, v.what)} ${frozenId(v)}.`, true],
  'OperatorRegistry.setStatus': (v) => [`Makes operator ${v.operatorId} ${word(operatorStates, v.status)}.`, false],
  'OperatorRegistry.revokeKey': (v) => [`Revokes the key ${v.key}.`, false],
  'AgentRegistry.enroll': (v) => [`Enrols a new agent named '${v.name}', hosted by operator ${v.operatorId}, with the `
    + `composition ${v.composition}.`, false],
  'AgentRegistry.assign': (v, names) => [`Gives ${names.agent(v.agentId as bigint)} to operator ${v.operatorId} with `
    + `the composition ${v.composition}.`, false],
  'AgentRegistry.setStatus': (v, names) => [`Makes ${names.agent(v.agentId as bigint)} ${word(agentStates, v.status)}.`,
    false],
  'AgentRegistry.setName': (v, names) => [`Names ${names.agent(v.agentId as bigint)} '${v.name}'.`, false],
  'AgentVault.recover': (v, names, title) => [`Takes ${amount(v, names)} out of the ${title} and sends it to ${v.to}.`,
    true],
  'GovernanceToken.transfer': (v) => [`Sends ${amountText(v.value as bigint, votes)} of the `
    + `DAO's own to ${v.to}.`, true],
  'DevToken.mint': (v) => [`Makes ${v.amount} smallest units of the development token for ${v.to}.`, true],
  'AgentGovernor.setVotingDelay': (v) => [`Lets votes begin ${v.newVotingDelay} seconds after a proposal.`, true],
  'AgentGovernor.setVotingPeriod': (v) => [`Makes votes last ${v.newVotingPeriod} seconds.`, true],
  'AgentGovernor.setProposalThreshold': (v) => [`Lets only holders of ${amountText(v.newProposalThreshold as bigint,
    votes)} propose.`, true],
  'AgentGovernor.updateQuorumNumerator': (v) => [`Sets the quorum to ${v.newQuorumNumerator} % of all votes.`, true],
  'AgentGovernor.setGate': (v) => [/^0x0+$/.test(String(v.gate_)) ? 'Takes away the gate before the queue.'
    : `Asks the contract ${v.gate_} before anything is queued.`, true],
  'AgentGovernor.setProposalGuardian': (v) => [`Lets ${v.newProposalGuardian} cancel any proposal.`, true],
  'TimelockController.updateDelay': (v) => [`Makes what was voted wait ${v.newDelay} seconds.`, true],
};

function frozenId(v: Values): string {
  const id = v.id as bigint;
  return Number(v.what) === 3 ? `0x${id.toString(16).padStart(40, '0')}` : id.toString();
}

function amount(v: Values, names: Names): string {
  return amountText(v.amount as bigint, names.unit(v.asset as Address));
}
