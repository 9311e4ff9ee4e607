#!/usr/bin/env node
// Writes abi/*.json from a fresh build, so that nobody but a contract author needs a Solidity compiler.
// `--check` writes nothing and fails when a committed file differs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const deployed = [
  'ActionLedger', 'AgentGovernor', 'AgentRegistry', 'AgentVault', 'DaoFactory', 'DevToken', 'GovernanceToken',
  'OperatorRegistry', 'PolicyAttestations', 'PolicyRegistry', 'TimelockController',
];
const interfaces = ['IPayee', 'IProposalGate'];
const maxRuntime = 20 * 1024;

function forge(args) {
  const bundled = join(here, 'node_modules/@foundry-rs/forge-linux-amd64/bin/forge');
  const command = existsSync(bundled) ? [bundled] : ['npx', 'forge'];
  execFileSync(command[0], [...command.slice(1), ...args], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
}

function findArtifact(out, name) {
  const folder = readdirSync(out).find((file) => existsSync(join(out, file, `${name}.json`)));
  if (!folder) throw new Error(`${name}: no artifact under ${out}; is it still in src/?`);
  return JSON.parse(readFileSync(join(out, folder, `${name}.json`), 'utf8'));
}

function render(name, artifact, withCode) {
  const fields = { contractName: name, abi: artifact.abi };
  if (withCode) {
    const size = (artifact.deployedBytecode.object.length - 2) / 2;
    if (size > maxRuntime) throw new Error(`${name}: ${size} bytes of runtime code, at most ${maxRuntime}`);
    fields.bytecode = artifact.bytecode.object;
    fields.deployedBytecode = artifact.deployedBytecode.object;
    // Parts of the runtime code that the constructor fills in, as [start, length] in bytes.
    fields.immutables = Object.values(artifact.deployedBytecode.immutableReferences ?? {})
      .flat().map(({ start, length }) => [start, length]).sort((a, b) => a[0] - b[0]);
    fields.storage = (artifact.storageLayout?.storage ?? [])
      .map(({ label, slot, offset, type }) => ({ label, slot, offset, type: type.replace(/\)\d+/g, ')') }));
  }
  const lines = Object.entries(fields).map(([key, value]) => {
    if (!Array.isArray(value) || key === 'immutables' || value.length === 0) {
      return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    }
    return `  ${JSON.stringify(key)}: [\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

const check = process.argv.includes('--check');
const scratch = mkdtempSync(join(tmpdir(), 'dai-abi-'));
let wrong = 0;
try {
  // Sources only, in a folder of their own: what lies in out/ may be stale.
  forge(['build', '--force', '--out', join(scratch, 'out'), '--cache-path', join(scratch, 'cache'), '--skip', 'test',
    '--skip', 'script']);
  const names = [...deployed, ...interfaces];
  for (const name of names) {
    const text = render(name, findArtifact(join(scratch, 'out'), name), deployed.includes(name));
    const path = join(here, 'abi', `${name}.json`);
    const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (old === text) continue;
    if (!check) writeFileSync(path, text);
    else if (++wrong) console.error(`abi/${name}.json differs from a fresh build; run: governance/build-abi.sh`);
  }
  for (const file of readdirSync(join(here, 'abi'))) {
    if (file.endsWith('.json') && names.includes(file.slice(0, -5))) continue;
    console.error(`abi/${file} belongs to no contract; delete it`);
    wrong++;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(wrong === 0 ? 0 : 1);
