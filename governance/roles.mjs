#!/usr/bin/env node
// Writes the table "who may call what" of README.md from roles.json, and holds roles.json against the ABI: each
// function that changes state has exactly one line. `--check` writes nothing and fails where something differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const contracts = [
  'PolicyRegistry', 'OperatorRegistry', 'AgentRegistry', 'AgentVault', 'ActionLedger', 'AgentGovernor',
  'PolicyAttestations', 'DaoFactory',
];
const roles = JSON.parse(readFileSync(join(here, 'roles.json'), 'utf8'));
const faults = [];

for (const contract of contracts) {
  const { abi } = JSON.parse(readFileSync(join(here, 'abi', `${contract}.json`), 'utf8'));
  const changing = new Set(abi
    .filter((item) => item.type === 'function' && !['view', 'pure'].includes(item.stateMutability))
    .map((item) => item.name));
  const listed = Object.values(roles).flatMap((of) => of[contract] ?? []);
  for (const name of changing) {
    const times = listed.filter((other) => other === name).length;
    if (times !== 1) faults.push(`${contract}.${name} has ${times} callers in roles.json, not one`);
  }
  for (const name of listed) if (!changing.has(name)) faults.push(`roles.json: ${contract} has no ${name}`);
}

const rows = Object.entries(roles).map(([caller, of]) => {
  const calls = Object.entries(of)
    .map(([contract, names]) => `${contract}: ${names.map((name) => `\`${name}\``).join(', ')}`);
  return `| ${caller} | ${calls.join('; ')} |`;
});
const table = ['| Caller | May call |', '|---|---|', ...rows].join('\n');
const path = join(here, 'README.md');
const text = readFileSync(path, 'utf8');
const [begin, end] = ['<!-- roles: npm run roles -->\n', '\n<!-- /roles -->'];
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`README.md: no table between ${begin.trim()} and ${end.trim()}`);
const wanted = text.slice(0, from) + begin + table + text.slice(to);
if (!process.argv.includes('--check')) writeFileSync(path, wanted);
else if (wanted !== text) faults.push('README.md differs from roles.json; run: npm run roles');
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
