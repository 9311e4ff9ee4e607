// The bundle of the vectors, and an endpoint that knows its block.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './browser.mjs';
import { rpcServer } from './serving.mjs';

const vectors = join(root, 'governance', 'vectors');

/** Where it lies. */
export const vectorPath = join(vectors, 'bundle.json');
export const vectorFile = (name) => readFile(join(vectors, name), 'utf8');
export const vector = await vectorFile('bundle.json');

/** Hash and number of the block against which it is proven. */
export const { trust } = JSON.parse(await vectorFile('trust.json'))['bundle.json'];
export const blockNumber = 300;

const { entries } = JSON.parse(vector);

/** An action that was paid, and one that was refused. */
export const paid = entries[1].leaves[2].words[6];
export const refused = entries[2].leaves[1].words[6];

/** The bundle with one digit of a leaf changed. */
export function flipped() {
  const found = JSON.parse(vector);
  const { words } = found.entries[1].leaves[2];
  words[13] = words[13].replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  return JSON.stringify(found);
}

/** An endpoint that says what it is told about the block. */
export const endpoint = (said = {}) => rpcServer((method, params) => answers(said, method, params));

function answers(said, method, params) {
  const hex = (number) => `0x${number.toString(16)}`;
  switch (method) {
    case 'eth_chainId': return hex(said.chain ?? 31337);
    case 'eth_blockNumber': return hex(said.head ?? blockNumber + 20);
    case 'eth_getCode': return said.code;
    case 'eth_getBlockByNumber': return Number(params[0]) !== blockNumber ? null : {
      number: params[0], hash: said.hash ?? trust, timestamp: '0x6955c710', transactions: [],
    };
    default: return undefined;
  }
}
