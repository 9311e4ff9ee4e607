import type { Hex } from './hash';
import type { ActionRow, Line } from './lineage';
import type { Verification } from './verify';

/** What a page asks of the worker that checks. */
export type Request =
  | { kind: 'open'; file: Blob }
  | { kind: 'verify'; trust: Hex | null; manifest: string | null }
  | { kind: 'lineage'; action: Hex };

/** What the file says of its block, before anything is checked. */
export interface Opened {
  kind: 'opened';
  hash: Hex;
  number: bigint;
  time: bigint;
  chainId: bigint;
  /** Accounts that the file proves. */
  accounts: Hex[];
}

export type Answer =
  | Opened
  | { kind: 'verified'; result: Verification; actions: ActionRow[] }
  | { kind: 'lineage'; lines: Line[] | null }
  /** The document is no bundle or no manifest. */
  | { kind: 'refused'; element: string; reason: string };
