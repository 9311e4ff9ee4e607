import type { Checkpoint } from '../bundle';
import { type Hex, zeroWord } from '../hash';
import { type AgentWork, type ChainEntry, groupBy, isLate, require, type Work } from '../work';
import { checkpointKey, type Operators } from './checkpoints';
import { answers, hadAgent, tenureOf } from './entries';

/** Order of two holdings: who had the agent later, then the higher epoch. */
function compare(one: { tenure: number; epoch: bigint }, other: { tenure: number; epoch: bigint }): number {
  if (one.tenure !== other.tenure) return one.tenure - other.tenure;
  return one.epoch < other.epoch ? -1 : one.epoch > other.epoch ? 1 : 0;
}

const rank = (one: ChainEntry) => ({ tenure: one.tenure, epoch: one.entry.leaseEpoch });

/** Check 4: the entries of each stream are one chain, and no checkpoint of a holder hides one. */
export function checkStreams(work: Work, operators: Operators): string[] {
  for (const agent of work.agents) assemble(work, agent, operators);
  const answersOf = groupBy(work.bundle.entries, (one) => checkpointKey(one.node, one.number));
  work.bundle.nodes.forEach(({ node, checkpoints }, i) => checkpoints.forEach((checkpoint, j) => {
    const opened = answersOf.get(checkpointKey(node, checkpoint.number)) ?? [];
    for (const agent of work.agents) {
      if (!opened.some((one) => answers(one, agent.stream)))
        staysClosed(work, operators, agent, { node, checkpoint, element: `nodes[${i}].checkpoints[${j}]` });
    }
  }));
  return [
    `${work.agents.length} streams`, `${work.agents.reduce((sum, one) => sum + one.chain.length, 0)} entries`,
    `${work.lists.disowned.length} disowned`, `${work.notOpened} roots not opened`,
  ];
}

function assemble(work: Work, agent: AgentWork, operators: Operators): void {
  const following = groupBy(agent.entries, (one) => one.entry.prevHead);
  const placed = new Set<ChainEntry>();
  let [head, seq] = start(work, agent, operators);
  for (let last: ChainEntry | undefined; ; ) {
    const candidates = following.get(head) ?? [];
    if (candidates.length === 0) break;
    for (const one of candidates) {
      const { fromSeq, toSeq } = one.entry;
      require(fromSeq === seq + 1n, one.element, `fromSeq is ${fromSeq}, the leaf before is ${seq}`);
      require(toSeq >= fromSeq, one.element, 'toSeq is below fromSeq');
      placed.add(one);
    }
    const best = candidates.reduce((a, b) => (compare(rank(b), rank(a)) > 0 ? b : a));
    for (const other of candidates) {
      if (other === best) continue;
      require(compare(rank(other), rank(best)) < 0, other.element,
        `continues the same leaf as ${best.element} in the same epoch`);
      disown(work, other, following, placed);
    }
    if (last !== undefined) follows(last, best);
    agent.chain.push(best);
    [last, head, seq] = [best, best.entry.head, best.entry.toSeq];
  }
  const rest = agent.entries.find((one) => !placed.has(one));
  require(rest === undefined, rest?.element ?? '',
    `continues ${rest?.entry.prevHead} at ${rest?.entry.fromSeq}, where nothing ends`);
}

/** The head and number that the stream's first entry here continues. */
function start(work: Work, agent: AgentWork, operators: Operators): [Hex, bigint] {
  if (agent.entries.length === 0) return [zeroWord, 0n];
  const first = agent.entries.reduce((a, b) => (b.entry.fromSeq < a.entry.fromSeq ? b : a));
  if (first.entry.fromSeq <= 1n) return [zeroWord, 0n];
  const mayStartLate = work.bundle.nodes.some((one) => one.checkpoints[0]!.number > 1n)
    || isLate(agent.agent.compositions) || [...operators.values()].some((one) => one.isLate);
  require(mayStartLate, first.element, `the stream starts at ${first.entry.fromSeq}, though no list starts late`);
  agent.startsLate = true;
  work.skip('leaves before a stream that starts late', Number(first.entry.fromSeq - 1n));
  return [first.entry.prevHead, first.entry.fromSeq - 1n];
}

function follows(last: ChainEntry, next: ChainEntry): void {
  const order = compare(rank(next), rank(last));
  require(order >= 0, next.element, `continues ${last.element} of a later epoch or operator`);
  require(order > 0 || next.checkpoint.number > last.checkpoint.number, next.element,
    `continues ${last.element}, which stands in a later checkpoint`);
}

/** An entry whose place a later holder's took, and what follows it in its epoch. */
function disown(
  work: Work, first: ChainEntry, following: ReadonlyMap<Hex, ChainEntry[]>, placed: Set<ChainEntry>,
): void {
  const open = [first];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    placed.add(one);
    const leaves = one.entry.toSeq - one.entry.fromSeq + 1n;
    work.lists.disowned.push({ element: one.element, note: `disowned, ${leaves} leaves` });
    for (const next of following.get(one.entry.head) ?? []) {
      if (compare(rank(next), rank(one)) === 0 && !placed.has(next)) open.push(next);
    }
  }
}

interface Root {
  node: Hex;
  checkpoint: Checkpoint;
  element: string;
}

/** A root that no entry opens for a stream: no matter of a stranger's, a fault of a holder's. */
function staysClosed(work: Work, operators: Operators, agent: AgentWork, root: Root): void {
  const held = holding(work, operators, agent, root);
  if (held === null) {
    work.notOpened++;
    return;
  }
  const next = agent.chain.find((one) => {
    const order = compare(rank(one), held);
    return order > 0 || (order === 0 && one.checkpoint.number > root.checkpoint.number);
  });
  require(next !== undefined && compare(rank(next), held) > 0, root.element,
    `${root.node} held the lease of agent ${agent.agent.agentId}, and the root is not opened for its stream`);
  work.lists.disowned.push({
    element: root.element, note: `disowned, a root that stays closed, at most ${root.checkpoint.leaves} leaves`,
  });
}

/** Tenure and epoch in which the node held the stream's lease at its checkpoint, or null. */
function holding(
  work: Work, operators: Operators, agent: AgentWork, { node, checkpoint }: Root,
): { tenure: number; epoch: bigint } | null {
  for (const [id, history] of operators) {
    if (hadAgent(work, agent, id, checkpoint.block) === false) continue;
    const lease = history.holder(checkpoint.leases, agent.shard);
    if (lease === undefined) work.skip('roots before a list of leases that starts late');
    if (lease?.node === node) return { tenure: tenureOf(agent, id, checkpoint.block), epoch: lease.epoch };
  }
  return null;
}
