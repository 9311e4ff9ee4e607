import { Problem } from '../problem';

/** Speaks to the node that served this page. */
export class NodeClient {
  constructor(
    private readonly token: string,
    private readonly root: string = '.',
  ) {}

  /** Where the node passes questions about the chain on. */
  get rpc(): string {
    return new URL(`${this.root}/v1/rpc`, window.location.href).href;
  }

  /** What says that this tab has the token. */
  get authorization(): string {
    return `Bearer ${this.token}`;
  }

  /** @param path From the root, as `/v1/status`. @throws Problem With the node's own code, or DAI-7101 to 7103. */
  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.ask<T>(path, { method: 'GET', ...(signal && { signal }) });
  }

  /** @throws Problem */
  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.ask<T>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
      ...(signal && { signal }),
    });
  }

  /** Text that the node goes on to send, until it or the signal ends. @throws Problem */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<string>> {
    const response = await this.send(path, { method: 'GET', signal });
    if (!response.ok || response.body === null) throw refusal(path, response.status, null);
    return response.body.pipeThrough(new TextDecoderStream());
  }

  /** A file of the node, under a name for people. @throws Problem */
  async file(path: string, name: string, signal?: AbortSignal): Promise<File> {
    const response = await this.send(path, { method: 'GET', ...(signal && { signal }) });
    if (!response.ok) throw refusal(path, response.status, await response.json().catch(() => null));
    return new File([await response.blob()], name, { type: 'application/json' });
  }

  private async ask<T>(path: string, request: RequestInit): Promise<T> {
    const response = await this.send(path, request);
    const text = await response.text();
    let body: unknown;
    try {
      body = text === '' ? null : JSON.parse(text);
    } catch {
      throw new Problem(
        'DAI-7102',
        `the node answered ${path} with ${response.status} and no JSON`,
        'open the address that dai status prints',
      );
    }
    if (!response.ok) throw refusal(path, response.status, body);
    return body as T;
  }

  private async send(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.root + path, {
        ...request,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        headers: { ...request.headers, Authorization: this.authorization },
      });
    } catch (thrown) {
      if (request.signal?.aborted) throw thrown;
      throw new Problem(
        'DAI-7101',
        'the node does not answer',
        'look at dai status; what needs only the chain goes on working here',
      );
    }
  }
}

function refusal(path: string, status: number, body: unknown): Problem {
  const said = body as { code?: unknown; detail?: unknown; title?: unknown } | null;
  if (said !== null && typeof said.code === 'string')
    return new Problem(said.code, String(said.detail ?? said.title ?? 'refused'), fixOf(said.code));
  return new Problem(
    'DAI-7102',
    `the node answered ${path} with ${status}`,
    'open the address that dai status prints',
  );
}

const fixOf = (code: string): string =>
  code === 'DAI-6012'
    ? 'open the address that dai status prints; it ends in #token= and the token of this home'
    : code === 'DAI-6013' || code === 'DAI-6022'
      ? 'open the address that dai status prints'
      : 'dai status and dai doctor say more';
