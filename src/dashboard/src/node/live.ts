import type { NodeClient } from './client';

/** The longest silence of a stream that lives: a node says something every ten seconds. */
const silence = 25_000;
const pauses = { first: 1_000, most: 30_000 };

type Heard = (paths: readonly string[]) => void;

/**
 * What a node tells of changes, for all parts of a page: one stream, open while somebody looks at the page and
 * anything listens. Without it a page asks at its own pace, so nothing depends on it.
 */
export class Live {
  private readonly heard = new Set<Heard>();
  private readonly states = new Set<() => void>();
  private open = false;
  private end: AbortController | null = null;

  constructor(private readonly client: NodeClient) {}

  /** Whether changes are told now. */
  readonly isOpen = (): boolean => this.open;

  /** Calls when `isOpen` changes; gives what ends that. */
  readonly onState = (changed: () => void): (() => void) => {
    this.states.add(changed);
    return () => this.states.delete(changed);
  };

  /** Calls with the paths whose answers changed; gives what ends that. */
  listen(changed: Heard): () => void {
    this.heard.add(changed);
    if (this.heard.size === 1) this.begin();
    return () => {
      this.heard.delete(changed);
      // The next page of this tab listens a moment later, on the same stream.
      setTimeout(() => { if (this.heard.size === 0) this.stop(); });
    };
  }

  private begin(): void {
    if (this.end !== null) return;
    this.end = new AbortController();
    document.addEventListener('visibilitychange', this.seen);
    void this.keep(this.end.signal);
  }

  private stop(): void {
    document.removeEventListener('visibilitychange', this.seen);
    this.end?.abort();
    this.end = null;
    this.say(false);
  }

  // A browser has few connections for a host: a page that nobody sees holds none.
  private readonly seen = (): void => {
    this.end?.abort();
    this.end = new AbortController();
    this.say(false);
    if (document.visibilityState === 'visible') void this.keep(this.end.signal);
  };

  private async keep(end: AbortSignal): Promise<void> {
    for (let pause = pauses.first; !end.aborted && document.visibilityState === 'visible';) {
      const began = Date.now();
      await this.read(end).catch(() => undefined);
      if (end.aborted) return;
      this.say(false);
      // A stream that lived is opened again soon.
      pause = Date.now() - began > pauses.most ? pauses.first : Math.min(pauses.most, pause * 2);
      await new Promise((done) => { setTimeout(done, pause); });
    }
  }

  private async read(end: AbortSignal): Promise<void> {
    const quiet = new AbortController();
    const stop = () => quiet.abort();
    end.addEventListener('abort', stop);
    let timer = setTimeout(stop, silence);
    try {
      const reader = (await this.client.stream('/v1/events', quiet.signal)).getReader();
      this.say(true);
      for (let rest = '';;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(stop, silence);
        rest = this.take(rest + value);
      }
    } finally {
      clearTimeout(timer);
      end.removeEventListener('abort', stop);
    }
  }

  /** Hands on what stands in whole events; gives what is left. */
  private take(text: string): string {
    const events = text.split('\n\n');
    const rest = events.pop() ?? '';
    for (const event of events) {
      const paths = pathsOf(event);
      if (paths.length > 0) for (const changed of this.heard) changed(paths);
    }
    return rest;
  }

  private say(open: boolean): void {
    if (this.open === open) return;
    this.open = open;
    for (const changed of this.states) changed();
  }
}

/** The paths that an event of the stream names; none where it is not one of changes. */
export function pathsOf(event: string): readonly string[] {
  const lines = event.split('\n');
  const data = lines.find((line) => line.startsWith('data: '));
  if (!lines.includes('event: changed') || data === undefined) return [];
  const paths: unknown = JSON.parse(data.slice('data: '.length));
  return Array.isArray(paths) ? paths.filter((one) => typeof one === 'string') : [];
}

/** Whether a path answers otherwise after these changed. `/v1/` stands for all; an instruction is its agent's. */
export const concerns = (paths: readonly string[], path: string): boolean => paths.some((one) =>
  one === '/v1/' || one === path || (path.startsWith('/v1/instructions/') && one.startsWith('/v1/agents/')));
