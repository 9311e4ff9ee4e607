import { zeroAddress, zeroWord } from '../hash';
import { Kind, lawWord, type Placed, readLeaf } from '../leaf';
import { hashWords, leavesRoot } from '../tree';
import { type AgentWork, type ChainEntry, reading, require, type Work } from '../work';
import { followAction } from './actions';
import type { Operators } from './checkpoints';

const clockTolerance = 60_000n;

/** Check 5: leaves hash to their entries, follow each other, and keep the order of an action and of the law. */
export function checkLeaves(work: Work, operators: Operators): string[] {
  let age = 0n;
  for (const agent of work.agents) {
    let last: Placed | null = null;
    let isGapped = agent.startsLate;
    for (const one of agent.chain) {
      if (one.entry.leaves.length === 0) {
        work.skip('leaves that are not in this bundle', Number(one.entry.toSeq - one.entry.fromSeq + 1n));
        [last, isGapped] = [null, true];
        continue;
      }
      for (const placed of place(one, isGapped)) {
        judge(work, operators, agent, { one, placed, last });
        agent.leaves.push(placed);
        age = max(age, one.checkpoint.time * 1000n - placed.leaf.time);
        last = placed;
      }
    }
  }
  const waiting = work.bundle.unanchored.length;
  if (waiting > 0) work.skip('leaves that no checkpoint holds yet', waiting);
  const count = work.agents.reduce((sum, one) => sum + one.leaves.length, 0);
  return [`${count} leaves`, `largest age ${age / 1000n} s`];
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Reads the leaves of an entry; words, numbers, hashes and root are those of the entry. */
function place({ element, entry, checkpoint }: ChainEntry, isGapped: boolean): Placed[] {
  const expected = entry.toSeq - entry.fromSeq + 1n;
  require(BigInt(entry.leaves.length) === expected, `${element}.leaves`, `${entry.leaves.length}, not ${expected}`);
  const placed = entry.leaves.map((record, i): Placed => {
    const at = `${element}.leaves[${i}]`;
    const leaf = reading(at, () => readLeaf(record.words));
    require(leaf.stream === entry.stream, at, `is of stream ${leaf.stream}`);
    const seq = entry.fromSeq + BigInt(i);
    require(leaf.seq === seq, at, `its seq is ${leaf.seq}, not ${seq}`);
    const [hash, lawOpens] = [hashWords(record.words), lawWord(record.law) === leaf.law];
    return { element: at, leaf, record, hash, entry, checkpoint, lawOpens, isGapped };
  });
  // From the head, which is proven, back: so the leaf that is named is the one that was changed.
  let expectedHash = entry.head;
  for (const one of placed.toReversed()) {
    require(one.hash === expectedHash, one.element, `hashes to ${one.hash}, what follows it says ${expectedHash}`);
    expectedHash = one.leaf.prev;
  }
  require(expectedHash === entry.prevHead, placed[0]!.element, `follows ${expectedHash}, the entry ${entry.prevHead}`);
  const root = leavesRoot(placed.map((one) => one.hash));
  require(root === entry.leavesRoot, `${element}.leaves`, `their root is ${root}, the entry's ${entry.leavesRoot}`);
  return placed;
}

interface Step {
  one: ChainEntry;
  placed: Placed;
  last: Placed | null;
}

function judge(work: Work, operators: Operators, agent: AgentWork, { one, placed, last }: Step): void {
  const { leaf, element } = placed;
  const limit = one.checkpoint.time * 1000n + clockTolerance;
  require(leaf.time <= limit, element, `time ${leaf.time} ms is more than 60 s after its checkpoint's`);
  require(leaf.law !== zeroWord, element, 'stands under no law');
  if (placed.lawOpens) lawHolds(work, placed, last);
  if (!leaf.tag.isKnown) return;
  if (placed.lawOpens) takesOver(operators, agent, placed, last);
  if (placed.lawOpens && leaf.tag.kind === Kind.governed) governs(placed, last);
  followAction(agent, placed);
}

/** Operator, epoch and block of the law fit the entry and never fall. */
function lawHolds(work: Work, { record: { law }, entry, checkpoint, element }: Placed, last: Placed | null): void {
  require(law.operatorId === entry.operatorId, element,
    `is of operator ${law.operatorId}, its entry of ${entry.operatorId}`);
  require(law.leaseEpoch <= entry.leaseEpoch, element,
    `is of epoch ${law.leaseEpoch}, its entry of ${entry.leaseEpoch}`);
  if (work.finality === null) work.skip('policyBlock against the block of the checkpoint');
  else
    require(law.policyBlock <= checkpoint.block + work.finality, element,
      `policyBlock ${law.policyBlock} is above its checkpoint's block ${checkpoint.block} + ${work.finality}`);
  if (last === null || !last.lawOpens) return;
  const before = last.record.law;
  require(law.policyBlock >= before.policyBlock, element,
    `policyBlock falls from ${before.policyBlock} to ${law.policyBlock}`);
  require(law.operatorId !== before.operatorId || law.leaseEpoch >= before.leaseEpoch, element,
    `leaseEpoch falls from ${before.leaseEpoch} to ${law.leaseEpoch}`);
}

/** The first leaf after a change of operator or epoch is a Takeover from the lease before it. */
function takesOver(operators: Operators, agent: AgentWork, placed: Placed, last: Placed | null): void {
  const { law, extension } = placed.record;
  if (last === null ? placed.leaf.seq !== 1n : !last.lawOpens || isSame(last.record.law, law)) return;
  require(placed.leaf.tag.kind === Kind.takeover, placed.element,
    `the first leaf of epoch ${law.leaseEpoch} of operator ${law.operatorId} is no Takeover`);
  const taken = extension?.takeover;
  if (taken === undefined) return;
  const history = operators.get(law.operatorId);
  const before = law.leaseEpoch > 1n ? history?.lease(agent.shard, law.leaseEpoch - 1n) : undefined;
  if (before === undefined && law.leaseEpoch > 1n && history?.isLate) return;
  const [node, epoch] = [before?.node ?? zeroAddress, before?.epoch ?? 0n];
  require(taken.fromNode === node && taken.fromEpoch === epoch, placed.element,
    `takes over from ${taken.fromNode}, epoch ${taken.fromEpoch}; the lease before was ${node}, epoch ${epoch}`);
}

const isSame = (one: { operatorId: bigint; leaseEpoch: bigint }, other: typeof one): boolean =>
  one.operatorId === other.operatorId && one.leaseEpoch === other.leaseEpoch;

/** Governed goes from the root of the leaf before to its own. */
function governs({ record, element }: Placed, last: Placed | null): void {
  const change = record.extension?.governed;
  if (change === undefined) return;
  require(change.newRoot === record.law.policyRoot, element,
    `goes to root ${change.newRoot}, its own is ${record.law.policyRoot}`);
  if (last?.lawOpens)
    require(change.oldRoot === last.record.law.policyRoot, element,
      `goes from root ${change.oldRoot}, the leaf before stands under ${last.record.law.policyRoot}`);
}
