import type { Transport } from 'viem';

const patience = 8_000;

/** What an endpoint said instead of an answer. `data` is what a contract said when it refused. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    message: string,
    readonly code: number,
    readonly data: unknown,
  ) {
    super(message);
  }
}

/** An endpoint that cannot be reached, or answers something that is no JSON-RPC. */
export class HttpRequestError extends Error {
  override readonly name = 'HttpRequestError';
}

let asked = 0;

/**
 * JSON-RPC over HTTP for viem's actions, a request at a time and tried once more where nothing was heard. The library's
 * own transport knows the words of every wallet and node ever met, which is five times the size of what a page needs.
 */
export function rpcTransport(url: string, authorization: string | null): Transport<'http', { url: string }> {
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++asked, method, params: params ?? [] });
    return resultOf(url, await send(url, body, authorization).catch(() => send(url, body, authorization)));
  };
  return () => ({
    config: { key: 'http', name: 'HTTP', type: 'http', request: request as never, retryCount: 0, timeout: patience },
    request: request as never,
    value: { url },
  });
}

/** @throws DOMException `TimeoutError`, or HttpRequestError. */
async function send(url: string, body: string, authorization: string | null): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        ...(authorization !== null && { Authorization: authorization }),
      },
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(patience),
    });
    return await response.json();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'TimeoutError') throw thrown;
    throw new HttpRequestError(`${new URL(url).origin} gave no answer`, { cause: thrown });
  }
}

function resultOf(url: string, answer: unknown): unknown {
  const { result, error } = (answer ?? {}) as {
    result?: unknown;
    error?: { code?: unknown; message?: unknown; data?: unknown };
  };
  if (typeof error === 'object' && error !== null)
    throw new RpcError(String(error.message ?? 'refused'), Number(error.code ?? 0), error.data);
  if (result === undefined) throw new HttpRequestError(`${new URL(url).origin} answered without a result`);
  return result;
}
