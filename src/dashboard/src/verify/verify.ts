import { type Bundle, type Manifest, readBundle, readManifest } from './bundle';
import { checkAuthority } from './checks/authority';
import { checkChain } from './checks/chain';
import { checkCheckpoints, type Operators } from './checks/checkpoints';
import { checkContents } from './checks/contents';
import { checkDecisions } from './checks/decisions';
import { checkEntries } from './checks/entries';
import { checkLeaves } from './checks/leaves';
import { checkMoney, type ProvenSpend } from './checks/money';
import { checkStreams } from './checks/streams';
import type { ProvenVote } from './checks/votes';
import type { Hex } from './hash';
import { Refused } from './shape';
import { CheckFailure, type Listed, Work } from './work';

export const titles = [
  'Chain', 'Checkpoints', 'Entries', 'Streams', 'Leaves', 'Who and under what', 'Decisions', 'Money',
  'Contents and votes',
] as const;

/** One of the nine checks. */
export interface CheckLine {
  number: number;
  title: string;
  counts: string[];
  state: 'passed' | 'failed' | 'not reached';
}

/** What a verification found; plain data, so that a worker can hand it over. */
export interface Verification {
  checks: CheckLine[];
  /** The first element that does not verify; check 0: refused while reading. */
  failure: { check: number; element: string; reason: string } | null;
  /** Never counted as passed. */
  lists: Record<'void' | 'disowned' | 'moved' | 'found' | 'outside', Listed[]>;
  notOpened: number;
  notChecked: [what: string, count: number][];
  block: { number: bigint; time: bigint; isTrusted: boolean };
}

/** What the checks established, for those who go on asking. */
export interface Verified {
  result: Verification;
  work: Work | null;
  spends: Map<Hex, ProvenSpend>;
  votes: ProvenVote[];
}

/** Reads both documents and verifies; a document that cannot be read fails in check 0. */
export function verify(source: string, trust: Hex | null, manifestSource: string | null): Verified {
  let bundle: Bundle;
  let manifest: Manifest | null = null;
  try {
    if (manifestSource !== null) manifest = readManifest(manifestSource);
  } catch (fault) {
    return refused(fault, 'manifest');
  }
  try {
    bundle = readBundle(source);
  } catch (fault) {
    return refused(fault, '');
  }
  return verifyBundle(bundle, trust, manifest);
}

/** Where a document is not of its shape, and what was expected. */
export function refusal(fault: unknown): { element: string; reason: string } {
  if (fault instanceof Refused) return { element: fault.element || 'document', reason: fault.reason };
  return { element: 'document', reason: (fault as Error).message };
}

function refused(fault: unknown, where: string): Verified {
  const { element: place, reason } = refusal(fault);
  const element = [where, place].filter((one) => one !== '').join('.');
  return {
    work: null, spends: new Map(), votes: [],
    result: {
      checks: titles.map((title, i) => ({ number: i + 1, title, counts: [], state: 'not reached' })),
      failure: { check: 0, element, reason },
      lists: { void: [], disowned: [], moved: [], found: [], outside: [] },
      notOpened: 0, notChecked: [], block: { number: 0n, time: 0n, isTrusted: false },
    },
  };
}

type Step = () => string[];

/** Runs the nine checks on a bundle that was read. */
export function verifyBundle(bundle: Bundle, trust: Hex | null, manifest: Manifest | null): Verified {
  const work = new Work(bundle, trust, manifest);
  if (bundle.receipts.size > 0) work.skip('receipts of refusals, for which a leaf has no word', bundle.receipts.size);
  for (const name of bundle.later) work.skip(`section "${name}" of a later edition`);
  let operators: Operators = new Map();
  let spends = new Map<Hex, ProvenSpend>();
  let votes: ProvenVote[] = [];
  const steps: Step[] = [
    () => checkChain(work),
    () => {
      const { counts, operators: proven } = checkCheckpoints(work);
      operators = proven;
      return counts;
    },
    () => checkEntries(work, operators),
    () => checkStreams(work, operators),
    () => checkLeaves(work, operators),
    () => checkAuthority(work, operators),
    () => checkDecisions(work),
    () => {
      const { counts, spends: proven } = checkMoney(work);
      spends = proven;
      return counts;
    },
    () => {
      const { counts, votes: proven } = checkContents(work);
      votes = proven;
      return counts;
    },
  ];
  const { checks, failure } = runAll(steps);
  return {
    work, spends, votes,
    result: {
      checks, failure, lists: work.lists, notOpened: work.notOpened, notChecked: [...work.notChecked],
      block: { number: work.header.number, time: work.header.time, isTrusted: trust !== null },
    },
  };
}

/** Runs the checks in order; after the first that fails none is reached. */
function runAll(steps: Step[]): Pick<Verification, 'checks' | 'failure'> {
  const checks: CheckLine[] = [];
  let failure: Verification['failure'] = null;
  for (const [i, title] of titles.entries()) {
    const line: CheckLine = { number: i + 1, title, counts: [], state: 'not reached' };
    checks.push(line);
    if (failure !== null) continue;
    try {
      line.counts = steps[i]!();
      line.state = 'passed';
    } catch (fault) {
      line.state = 'failed';
      // What breaks a check is a bundle that does not verify, whatever it is.
      failure = fault instanceof CheckFailure
        ? { check: i + 1, element: fault.element, reason: fault.reason }
        : { check: i + 1, element: 'bundle', reason: `cannot be checked: ${String(fault)}` };
    }
  }
  return { checks, failure };
}
