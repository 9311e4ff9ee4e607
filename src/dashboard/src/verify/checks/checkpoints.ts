import { type Hex, hashOf, slotOf, zeroWord } from '../hash';
import type { Checkpoint, Lease } from '../bundle';
import { AgentWork, isLate, require, type Work } from '../work';

/** The leases of one operator, proven. */
export class OperatorHistory {
  /** Steps of the history up to each of its values. */
  private readonly lengths = new Map<Hex, number>();

  constructor(
    readonly leases: readonly Lease[],
    values: readonly Hex[],
    readonly isLate: boolean,
    /** Anchor keys that were ever bound, and whether the list of keys starts late. */
    readonly anchors: { keys: Set<Hex>; isLate: boolean },
  ) {
    values.forEach((value, length) => this.lengths.set(value, length));
  }

  /** The last lease of a shard in the history that a checkpoint commits to; null: nobody; undefined: unknown. */
  holder(committed: Hex, shard: number): Lease | null | undefined {
    const length = this.lengths.get(committed);
    const none = this.isLate ? undefined : null;
    if (length === undefined) return none;
    return this.leases.slice(0, length).findLast((one) => one.shard === shard) ?? none;
  }

  /** The lease of a shard with an epoch. */
  lease(shard: number, epoch: bigint): Lease | undefined {
    return this.leases.find((one) => one.shard === shard && one.epoch === epoch);
  }
}

export type Operators = Map<bigint, OperatorHistory>;

export const checkpointHead = (chainId: bigint, ledger: Hex, node: Hex, one: Checkpoint): Hex =>
  hashOf('checkpoint', chainId, ledger, node, one.number, one.head, one.streamsRoot, one.streams, one.leaves,
    one.block, one.time, one.leases);

export const checkpointKey = (node: Hex, number: bigint): string => `${node} ${number}`;

/** Check 2: heads, leases, keys and compositions end in their slots, for all nodes that matter. */
export function checkCheckpoints(work: Work): { counts: string[]; operators: Operators } {
  const operators = foldOperators(work);
  foldAgents(work, operators);
  foldNodes(work);
  requireNodes(work, operators);
  const sum = (count: (one: (typeof work.bundle.operators)[number]) => number) =>
    work.bundle.operators.reduce((total, one) => total + count(one), 0);
  return {
    operators,
    counts: [
      `${work.bundle.nodes.length} nodes`, `${work.checkpoints.size} checkpoints`,
      `${sum((one) => one.leases.steps.length)} leases`, `${sum((one) => one.keys.steps.length)} keys`,
    ],
  };
}

function foldOperators(work: Work): Operators {
  const operators: Operators = new Map();
  work.bundle.operators.forEach(({ operatorId, leases, keys }, i) => {
    const element = `operators[${i}]`;
    require(!operators.has(operatorId), element, `operator ${operatorId} a second time`);
    const values = work.folds(leases,
      (before, one) => hashOf('lease', before, one.shard, one.node, one.epoch, one.block),
      { contract: work.contracts.actionLedger, slot: ['leases', operatorId] }, `${element}.leases`);
    work.folds(keys, (before, one) => hashOf('key', before, one.key, one.role, one.on, one.block),
      { contract: work.contracts.operatorRegistry, slot: ['keys', operatorId] }, `${element}.keys`);
    const bound = keys.steps.filter((one) => one.role === 2 && one.on !== 0).map((one) => one.key);
    operators.set(operatorId, new OperatorHistory(leases.steps, values, isLate(leases),
      { keys: new Set(bound), isLate: isLate(keys) }));
  });
  return operators;
}

function foldAgents(work: Work, operators: Operators): void {
  const { actionLedger, agentRegistry, operatorRegistry } = work.contracts;
  work.bundle.agents.forEach((agent, i) => {
    const one = new AgentWork(`agents[${i}]`, agent, work.bundle.chain.chainId, actionLedger);
    require(work.agents.every((other) => other.stream !== one.stream), one.element, 'the agent a second time');
    const element = `${one.element}.compositions`;
    work.folds(agent.compositions,
      (before, step) => hashOf('composition', before, step.composition, step.operatorId, step.vault, step.block),
      { contract: agentRegistry, slot: ['compositions', agent.agentId] }, element);
    work.agents.push(one);
    for (const id of one.operatorIds) {
      if (operators.has(id)) continue;
      // An operator without a lease and without a key has nothing to list.
      work.ends(zeroWord, actionLedger, slotOf('leases', id), element);
      work.ends(zeroWord, operatorRegistry, slotOf('keys', id), element);
      operators.set(id, new OperatorHistory([], [zeroWord], false, { keys: new Set(), isLate: false }));
    }
  });
}

function foldNodes(work: Work): void {
  const { actionLedger } = work.contracts;
  work.bundle.nodes.forEach(({ node, checkpoints }, i) => {
    let { head, number } = checkpoints[0]!;
    require(number > 0n && (number === 1n) === (head === zeroWord), `nodes[${i}].checkpoints[0]`,
      `number ${number} after head ${head}`);
    if (number > 1n) work.skip('checkpoints before a list that starts late', Number(number - 1n));
    checkpoints.forEach((one, j) => {
      const element = `nodes[${i}].checkpoints[${j}]`;
      require(one.number === number, element, `number ${one.number}, not ${number}`);
      require(one.head === head, element, `follows ${one.head}, not ${head}`);
      const key = checkpointKey(node, number);
      require(!work.checkpoints.has(key), element, `node ${node} a second time`);
      work.checkpoints.set(key, one);
      head = checkpointHead(work.bundle.chain.chainId, actionLedger, node, one);
      number++;
    });
    work.ends(head, actionLedger, slotOf('heads', node), `nodes[${i}]`);
  });
}

/** Every node that a lease names for an exported stream is listed, or proven to have no checkpoint. */
function requireNodes(work: Work, operators: Operators): void {
  const listed = new Set(work.bundle.nodes.map((one) => one.node));
  for (const agent of work.agents) {
    for (const id of agent.operatorIds) {
      for (const { shard, node } of operators.get(id)!.leases) {
        if (shard !== agent.shard || listed.has(node)) continue;
        work.ends(zeroWord, work.contracts.actionLedger, slotOf('heads', node), `node ${node}`);
        listed.add(node);
      }
    }
  }
}
