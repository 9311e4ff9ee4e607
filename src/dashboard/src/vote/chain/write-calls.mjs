// Writes calls.json: every call of the DAO's contracts that changes something, one line each, from governance/abi.
// Run it in src/dashboard after the contracts changed: node src/vote/chain/write-calls.mjs
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { formatAbiItem } from 'abitype';

const abi = new URL('../../../../../governance/abi/', import.meta.url);

/** The signatures of each contract, sorted, as text. */
export function calls() {
  const found = {};
  for (const file of readdirSync(abi).filter((name) => !name.startsWith('I')).sort()) {
    const { contractName, abi: items } = JSON.parse(readFileSync(new URL(file, abi), 'utf8'));
    const lines = items
      .filter((item) => item.type === 'function' && !['view', 'pure'].includes(item.stateMutability))
      .map((item) => formatAbiItem({ ...item, outputs: [] }))
      .sort();
    if (lines.length > 0) found[contractName] = lines;
  }
  return `${JSON.stringify(found, null, 1)}\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  writeFileSync(new URL('calls.json', import.meta.url), calls());
