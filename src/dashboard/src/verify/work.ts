import type { Bundle, BundleAgent, BundleEntry, Checkpoint, History, Manifest } from './bundle';
import { type Hex, slotOf, zeroWord } from './hash';
import { domainOf, type Placed, shardOf, streamOf } from './leaf';
import { Timeline } from './timeline';
import type { Account } from './trie';

/** An element that does not verify. */
export class CheckFailure extends Error {
  constructor(
    public element: string,
    public reason: string,
  ) {
    super(`${element}: ${reason}`);
  }
}

export function require(holds: boolean, element: string, reason: string): asserts holds {
  if (!holds) throw new CheckFailure(element, reason);
}

/** Runs what reads bytes of a stranger; what it cannot read fails at the element. */
export function reading<T>(element: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    throw new CheckFailure(element, (fault as Error).message);
  }
}

/** An element that is listed and never counted as passed. */
export interface Listed {
  element: string;
  note: string;
}

/** A valid entry of a stream. */
export interface ChainEntry {
  element: string;
  entry: BundleEntry;
  checkpoint: Checkpoint;
  /** Counts the agent's operators in time: of two entries, who had the agent later. */
  tenure: number;
}

/** The leaves of one action, in their order. */
export interface ActionLeaves {
  all: Placed[];
  awaiting?: Placed;
  opened?: Placed;
  ending?: Placed;
  approved: Placed[];
}

/** One exported agent while its stream is verified. */
export class AgentWork {
  readonly stream: Hex;
  readonly shard: number;
  readonly operators: Timeline<bigint>;
  readonly compositions: Timeline<Hex>;
  readonly roots: Timeline<Hex>;
  /** Entries of the stream whose node held the lease, in the bundle's order. */
  readonly entries: ChainEntry[] = [];
  /** The entries that make the stream, in its order. */
  readonly chain: ChainEntry[] = [];
  readonly leaves: Placed[] = [];
  readonly actions = new Map<Hex, ActionLeaves>();
  readonly instructions = new Map<Hex, Placed>();
  startsLate = false;

  constructor(
    readonly element: string,
    readonly agent: BundleAgent,
    chainId: bigint,
    ledger: Hex,
  ) {
    this.stream = streamOf(chainId, ledger, agent.agentId);
    this.shard = shardOf(agent.agentId);
    const { compositions, publications } = agent;
    this.operators = new Timeline(0n, isLate(compositions),
      compositions.steps.map((one) => [one.block, one.operatorId]));
    this.compositions = new Timeline(zeroWord, isLate(compositions),
      compositions.steps.map((one) => [one.block, one.composition]));
    this.roots = new Timeline(zeroWord, isLate(publications), publications.steps.map((one) => [one.block, one.root]));
  }

  /** Ids of all operators that the agent's history names. */
  get operatorIds(): bigint[] {
    return [...new Set(this.agent.compositions.steps.map((one) => one.operatorId))].filter((id) => id !== 0n);
  }
}

export const isLate = (history: History<unknown>): boolean => history.before !== zeroWord;

/** What the checks have established so far. */
export class Work {
  readonly slots = new Map<string, Hex>();
  readonly accounts = new Map<Hex, Account>();
  readonly agents: AgentWork[] = [];
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly lists = {
    void: [] as Listed[], disowned: [] as Listed[], moved: [] as Listed[], found: [] as Listed[],
    outside: [] as Listed[],
  };
  readonly notChecked = new Map<string, number>();
  /** Leaves whose signature recovered to its account. */
  readonly signed = new Set<Placed>();
  /** Leaves whose decision was made again. */
  readonly decided = new Set<Placed>();
  readonly domain: Hex;
  header = { number: 0n, time: 0n };
  notOpened = 0;

  constructor(
    readonly bundle: Bundle,
    /** The hash of a block that the reader trusts; null: the bundle's own, which is a claim. */
    readonly trust: Hex | null,
    readonly manifest: Manifest | null,
  ) {
    this.domain = domainOf(bundle.chain.chainId, bundle.chain.contracts.actionLedger);
  }

  get contracts() {
    return this.bundle.chain.contracts;
  }

  /** Blocks until a block is final; null where no manifest says it. */
  get finality(): bigint | null {
    return this.manifest?.constants.finality ?? null;
  }

  skip(what: string, count = 1): void {
    this.notChecked.set(what, (this.notChecked.get(what) ?? 0) + count);
  }

  /** The proven content of a slot, or null where no proof opens it. */
  slot(contract: Hex, slot: Hex): Hex | null {
    return this.slots.get(contract + slot) ?? null;
  }

  /** A history ends in its slot. */
  ends(last: Hex, contract: Hex, slot: Hex, element: string): void {
    const proven = this.slot(contract, slot);
    require(proven !== null, element, `no proof opens slot ${slot} of ${contract}`);
    require(proven === last, element, `ends in ${last}, the slot holds ${proven}`);
  }

  /** Folds a history to its slot; what lies before a list that starts late is not checked. */
  folds<T>(
    history: History<T>, step: (before: Hex, one: T) => Hex, at: { contract: Hex; slot: [string, (bigint | Hex)?] },
    element: string,
  ): Hex[] {
    const values = [history.before];
    for (const one of history.steps) values.push(step(values.at(-1)!, one));
    this.ends(values.at(-1)!, at.contract, slotOf(...at.slot), element);
    if (isLate(history)) this.skip(`${at.slot[0]} before a list that starts late`);
    return values;
  }
}

/** Elements by a key, in their order. */
export function groupBy<K, T>(elements: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of elements) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
