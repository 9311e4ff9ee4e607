import { useEffect, useRef, useState } from 'react';
import { problemOf, type Problem } from '../problem';

/** What was read last, and what is wrong now; both at once when an older value is shown while nothing answers. */
export interface Polled<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  /** Milliseconds since the epoch at which the value came; 0 before the first. */
  readonly at: number;
}

const most = 30_000;

/** Calls when it is time to read at once; gives what ends that. */
export type Nudge = (look: () => void) => () => void;

/**
 * Reads again and again: `every` milliseconds while it answers, twice as long after each failure up to half a minute,
 * not at all while nobody sees the page. `read` null reads nothing.
 * @param key Names what is read; another key forgets the value before it.
 * @param nudge Makes it read sooner. It is the same function from drawing to drawing.
 */
export function usePolled<T>(
  read: ((signal: AbortSignal) => Promise<T>) | null, key: string, every = 2_000, nudge?: Nudge): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { key: string }>({ value: null, problem: null, at: 0, key });
  const reading = useRef(read);
  useEffect(() => { reading.current = read; });
  const reads = read !== null;
  useEffect(() => {
    if (!reads) return;
    const end = new AbortController();
    let failures = 0;
    let timer = 0;
    let busy = false;
    let stale = false;
    const again = () => {
      window.clearTimeout(timer);
      if (!end.signal.aborted && document.visibilityState === 'visible')
        timer = window.setTimeout(look, Math.min(most, every * 2 ** failures));
    };
    const look = async () => {
      // What was told while it was read may be newer than what was read.
      if (busy) { stale = true; return; }
      [busy, stale] = [true, false];
      try {
        const value = await reading.current!(end.signal);
        failures = 0;
        if (!end.signal.aborted) setPolled((before) => same(before, value, key));
      } catch (thrown) {
        if (end.signal.aborted) return;
        failures++;
        setPolled((before) => ({ ...(before.key === key ? before : empty), key, problem: problemOf(thrown) }));
      } finally {
        busy = false;
      }
      if (stale && failures === 0 && !end.signal.aborted) void look();
      else again();
    };
    const seen = () => { if (document.visibilityState === 'visible') void look(); };
    document.addEventListener('visibilitychange', seen);
    const leave = nudge?.(() => {
      window.clearTimeout(timer);
      void look();
    });
    void look();
    return () => {
      leave?.();
      end.abort();
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, every, reads, nudge]);
  return polled.key === key ? polled : empty;
}

const empty = { value: null, problem: null, at: 0 };

// An answer that says the same keeps its identity, so nothing is drawn again.
function same<T>(before: Polled<T> & { key: string }, value: T, key: string): Polled<T> & { key: string } {
  const equal = before.key === key && written(before.value) === written(value);
  return { value: equal ? before.value : value, problem: null, at: Date.now(), key };
}

const written = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => typeof one === 'bigint' ? `${one}n` : one);
