// Where the pages of the tests come from: a node's real server over agents that a file tells, or a plain file server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './browser.mjs';

export const dashboard = join(root, 'artifacts', 'dashboard');
export const manifest = join(root, 'governance', 'vectors', 'manifest.json');
export const token = 'a-token-of-the-tests-0123456789-abcdef';

/**
 * A node's real server, started in a process of its own over a world of `world.mjs`.
 * @param {object} world
 * @param {{rpc?: string, manifest?: object}} [how] The chain that its pages ask, and the DAO there.
 * @returns `{url, link, tell, given, stop}`: its address; the address with the token; changes the world; what it was
 *   told, a line each; ends it.
 */
export async function fixtureNode(world, how = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'dai-fixture-'));
  const file = join(folder, 'world.json');
  // All or nothing: the node may read at any moment.
  const tell = async (next) => {
    await writeFile(`${file}.next`, JSON.stringify(next));
    await rename(`${file}.next`, file);
  };
  await tell(world);
  const daoFile = join(folder, 'dao.json');
  await writeFile(daoFile, how.manifest === undefined ? await readFile(manifest) : JSON.stringify(how.manifest));
  const program = join(
    root,
    'tests',
    'DecentralizedAi.FixtureNode',
    'bin',
    'Release',
    'net10.0',
    'dai-fixture-node.dll',
  );
  const child = spawn('dotnet', [program, file, dashboard, daoFile, how.rpc ?? 'http://127.0.0.1:9545/', token], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the fixture node ended with ${code}`);
    }),
  ]);
  const url = String(first).trim();
  return {
    url,
    tell,
    link: (path = '/') => `${url}#token=${token}&to=${path}`,
    given: async () =>
      (await readFile(`${file}.given`, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    stop: async () => {
      lines.close();
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/**
 * A file server without a node, as anybody may put the dashboard up.
 * @param {Record<string, string>} [more] Further files by path, as `/dao.json`.
 */
export async function fileServer(more = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://here').pathname;
    const name = path === '/' ? '/index.html' : normalize(path);
    const body = more[name] ?? (await readFile(join(dashboard, name)).catch(() => null));
    if (body === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' }).end(body);
  });
  return listening(server);
}

/** Starts a server on a free port of this machine: its address, and what ends it. */
async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/** `dao.json` as a file server holds it. */
export const daoJson = async (rpc, file = manifest) =>
  JSON.stringify({ manifest: JSON.parse(await readFile(file, 'utf8')), rpc: [rpc] });

/** An RPC endpoint that knows its chain and first block and nothing else. */
export const rpcStub = ({ chainId = 31_337, genesis = `0x${'11'.repeat(32)}` } = {}) =>
  rpcServer((method) =>
    method === 'eth_chainId'
      ? `0x${chainId.toString(16)}`
      : method === 'eth_getBlockByNumber'
        ? { number: '0x0', hash: genesis, timestamp: '0x1', transactions: [], gasLimit: '0x1', gasUsed: '0x0' }
        : null,
  );

/**
 * An RPC endpoint of the tests.
 * @param {(method: string, params: unknown[]) => unknown} answer Its answers; undefined is a method that it lacks.
 */
export async function rpcServer(answer) {
  const server = createServer(async (request, response) => {
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'content-type',
      'Content-Type': 'application/json',
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, headers).end();
      return;
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
    const result = answer(method, params);
    const body = result === undefined ? { error: { code: -32601, message: 'not here' } } : { result };
    response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
  });
  return listening(server);
}
