import { useEffect, useRef, useState } from 'react';
import { useNode } from '../node/NodeAccess';
import type { LeafView } from '../node/views';
import { problemOf, type Problem } from '../problem';
import { Book, type Row } from './book';

/** Leaves that a node gives at once. */
const page = 1_000;

export interface AgentLog {
  readonly rows: readonly Row[];
  /** Leaves that were read, of how many. */
  readonly read: number;
  readonly problem: Problem | null;
}

/**
 * The whole log of an agent: the newest page first, so that something is to be seen at once, then those before it while
 * the reader reads, and what comes new.
 * @param leaves How many leaves the agent has now.
 */
export function useLog(agent: string, leaves: number): AgentLog {
  const { client } = useNode();
  const [log, setLog] = useState<AgentLog>({ rows: [], read: 0, problem: null });
  const reading = useRef<{ agent: string; book: Book; busy: boolean }>({ agent, book: new Book(), busy: false });
  const wanted = useRef(leaves);
  useEffect(() => { wanted.current = leaves; });
  useEffect(() => {
    if (client === null || leaves === 0) return;
    if (reading.current.agent !== agent) reading.current = { agent, book: new Book(), busy: false };
    const now = reading.current;
    if (now.busy) return;
    now.busy = true;
    const ask = (from: number) =>
      client.get<LeafView[]>(`/v1/agents/${encodeURIComponent(agent)}/log?from=${from}`);
    const show = () => { if (reading.current === now)
      setLog({ rows: now.book.all(), read: now.book.last - now.book.first + 1, problem: null }); };
    readAll(now.book, () => wanted.current, ask, show, () => reading.current === now).then(
      () => { now.busy = false; },
      (thrown) => {
        now.busy = false;
        setLog((before) => ({ ...before, problem: problemOf(thrown) }));
      });
  }, [client, agent, leaves]);
  return log;
}

async function readAll(
  book: Book, wanted: () => number, ask: (from: number) => Promise<LeafView[]>, show: () => void,
  goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    const newest = book.last === 0 ? Math.max(1, wanted() - page + 1) : book.last + 1;
    if (book.last < wanted()) {
      const found = await ask(newest);
      if (found.length === 0) return;
      book.add(found);
    } else if (book.first > 1) {
      const from = Math.max(1, book.first - page);
      const before = book.first;
      book.add((await ask(from)).filter((leaf) => leaf.seq < before));
      if (book.first >= before) return;
      // Every picture that is drawn for a page of the past is one that the reader waits for.
      if (book.first > 1 && Math.floor(book.first / page) % 8 !== 0) continue;
    } else return;
    show();
  }
}
