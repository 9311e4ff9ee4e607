import { ownScript } from '../parts/trusted';
import { Problem } from '../problem';
import type { Answer, Request } from './messages';
import program from './worker?worker&url';

type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** The worker that holds the file; it stays while the tab does, so that actions of one file need it once. */
class Session {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, { done: (answer: Answer) => void; failed: (problem: Problem) => void }>();
  private next = 0;

  /** Hands a request to the worker. @throws Problem DAI-7150: the document is refused. DAI-7151: the worker ended. */
  async ask<K extends Answer['kind']>(expected: K, request: Request): Promise<Of<K>> {
    const worker = (this.worker ??= this.start());
    const id = this.next++;
    const answer = await new Promise<Answer>((done, failed) => {
      this.waiting.set(id, { done, failed });
      worker.postMessage({ id, request });
    });
    if (answer.kind === 'refused')
      throw new Problem('DAI-7150', `${answer.element} ${answer.reason}`,
        'choose a file that dai log export wrote, and the DAO\'s manifest');
    if (answer.kind !== expected) throw new Error(`the worker answered ${answer.kind}, not ${expected}`);
    return answer as Of<K>;
  }

  private start(): Worker {
    const worker = new Worker(ownScript(program), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<{ id: number; answer: Answer }>) => {
      this.waiting.get(data.id)?.done(data.answer);
      this.waiting.delete(data.id);
    };
    worker.onerror = (event) => {
      const problem = new Problem('DAI-7151', `checking ended: ${event.message}`,
        'reload the page and choose the file again');
      for (const { failed } of this.waiting.values()) failed(problem);
      this.waiting.clear();
      this.worker = null;
    };
    return worker;
  }
}

export const session = new Session();
