import type { BundleEntry, Checkpoint } from '../bundle';
import { entryHash } from '../leaf';
import { searchRoot, takesSameTurns } from '../tree';
import { type AgentWork, require, type Work } from '../work';
import { checkpointKey, type Operators } from './checkpoints';

/** Check 3: each entry is under its checkpoint's root; one of a node without the lease is void. */
export function checkEntries(work: Work, operators: Operators): string[] {
  const own = ownEntries(work);
  work.bundle.entries.forEach((entry, i) => {
    const element = `entries[${i}]`;
    const checkpoint = work.checkpoints.get(checkpointKey(entry.node, entry.number));
    require(checkpoint !== undefined, element, `checkpoint ${entry.number} of ${entry.node} is not in the bundle`);
    const root = searchRoot(entryHash(entry), entry.searched, entry.path);
    require(root === checkpoint.streamsRoot, element,
      `leads to ${root}, the checkpoint's root is ${checkpoint.streamsRoot}`);
    const agent = work.agents.find((one) => one.stream === entry.stream);
    if (agent === undefined || !own.has(entry)) return;
    const fault = voidBecause(work, operators, agent, entry, checkpoint);
    if (fault !== null) work.lists.void.push({ element, note: fault });
    else
      agent.entries.push({
        element, entry, checkpoint, tenure: tenureOf(agent, entry.operatorId, checkpoint.block),
      });
  });
  return [`${work.bundle.entries.length} entries`, `${work.lists.void.length} void`];
}

/**
 * The entries that are a stream's own. One may stand in a bundle several times, as the answer to searches for other
 * streams too, and only one of these holds its leaves.
 */
function ownEntries(work: Work): Set<BundleEntry> {
  const own = new Map<string, BundleEntry>();
  for (const entry of work.bundle.entries) {
    const key = `${checkpointKey(entry.node, entry.number)} ${entry.stream}`;
    const isBetter = own.get(key) === undefined || (own.get(key)!.leaves.length === 0 && entry.leaves.length > 0);
    if (answers(entry, entry.stream) && isBetter) own.set(key, entry);
  }
  return new Set(own.values());
}

/** Whether a search for the stream ends in this entry. */
export const answers = (entry: BundleEntry, stream: BundleEntry['stream']): boolean =>
  takesSameTurns(entry.path, entry.searched, stream);

function voidBecause(
  work: Work, operators: Operators, agent: AgentWork, entry: BundleEntry, checkpoint: Checkpoint,
): string | null {
  const wasOperator = hadAgent(work, agent, entry.operatorId, checkpoint.block);
  if (wasOperator === false) return `operator ${entry.operatorId} had not the agent then`;
  if (wasOperator === null) work.skip('whose operator the agent was');
  const history = operators.get(entry.operatorId);
  const held = history === undefined ? undefined : history.holder(checkpoint.leases, agent.shard);
  if (held === undefined) {
    work.skip('who held a lease before a list that starts late');
    return null;
  }
  return held?.node === entry.node && held.epoch === entry.leaseEpoch
    ? null
    : `${entry.node} did not hold epoch ${entry.leaseEpoch} of shard ${agent.shard}`;
}

/** Whether the operator had the agent at some block from `finality` before a checkpoint; null: not known. */
export function hadAgent(work: Work, agent: AgentWork, operator: bigint, block: bigint): boolean | null {
  const back = work.finality ?? 0n;
  const had = agent.operators.some(block > back ? block - back : 0n, block, (one) => one === operator);
  if (had !== false || work.finality !== null) return had;
  // Without the manifest nobody says how far back counts.
  return agent.operators.some(0n, block, (one) => one === operator) === false ? false : null;
}

/** Which of the agent's operators in time this was, at a block. */
export function tenureOf(agent: AgentWork, operator: bigint, block: bigint): number {
  const { steps } = agent.operators;
  for (let i = agent.operators.indexAt(block); i >= 0; i--) {
    if (steps[i]![1] !== operator) continue;
    while (i > 0 && steps[i - 1]![1] === operator) i--;
    return i;
  }
  return -1;
}
