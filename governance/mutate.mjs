#!/usr/bin/env node
// Breaks the contracts at one site at a time and demands that the suite turns red each time.
//
//   node mutate.mjs [--results FILE] [--sample N] [--seed N] [--only Contract] [--list]
//
// Sites: each comparison, + and -, && and ||, each revert, modifier and storage write of the six contracts. Only the
// broken contract is compiled; the tests read its code from the artifact, in a copy of this folder that takes over
// what was built here. Tests of constructors carry the code themselves, so those sites have a copy in which the source
// is broken and forge compiles whoever carries it. With --results a run that was interrupted goes on where it stopped. Exit 1 when a mutant
// survives that mutants.json does not explain, or when the score is below 95 %.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const required = 0.95;

// Contract -> its file, and the suites that know it best: they run first.
const contracts = {
  PolicyRegistry: ['PolicyRegistry.sol', 'test/{PolicyRegistry,vectors}/*'],
  OperatorRegistry: ['OperatorRegistry.sol', 'test/OperatorRegistry/*'],
  AgentRegistry: ['AgentRegistry.sol', 'test/{AgentRegistry/*,Deployment.t.sol}'],
  AgentVault: ['AgentVault.sol', 'test/AgentVault/*'],
  ActionLedger: ['ActionLedger.sol', 'test/ActionLedger/*'],
  AgentGovernor: ['governor/AgentGovernor.sol', 'test/{AgentGovernor,attacks}/*'],
};

// [name, pattern, replacement] within code, one match at a time.
const operators = [
  ['< to <=', / < /g, ' <= '], ['<= to <', / <= /g, ' < '], ['> to >=', / > /g, ' >= '], ['>= to >', / >= /g, ' > '],
  ['== to !=', / == /g, ' != '], ['!= to ==', / != /g, ' == '], ['+ to -', / \+ /g, ' - '], ['- to +', / - /g, ' + '],
  ['&& to ||', / && /g, ' || '], ['|| to &&', / \|\| /g, ' && '], ['drop +1', /\+\+(?=[a-z]\w*[;\s)]?)/g, ''],
  ['drop modifier', / (onlyAuthority|onlyOperators|onlyGovernance|nonReentrant|onlyAdmin\(operatorId\))(?=[\s{])/g, ''],
];

// Whole statements: what is dropped leaves an empty statement behind.
const before = String.raw`(?<=[;{}]\s*|\) )`;
const place = String.raw`\(?[a-z_]\w*(?:\.\w+|\[[^\]=]*\])+(?:, [\w.]+\))?`;
const statements = [
  ['drop revert', /(?:else )?\brevert \w+\((?:[^;]*)\);/g],
  ['drop write', new RegExp(`${before}(?:${place} (?:=|\\+=|-=|\\^=) [^;]*;|\\w*_\\w+ (?:=|\\+=|-=) [^;]*;)`, 'gs')],
  ['drop write', new RegExp(`${before}(?:delete|gate =) [^;]*;`, 'gs')],
  ['drop write', new RegExp(`${before}\\w+(?:\\.\\w+)*\\.(?:push|pop|write|set|unlist)\\([^;]*\\);`, 'gs')],
  ['drop call', new RegExp(`${before}I[A-Z]\\w+\\([^;=]*\\)\\.\\w+\\([^;]*\\);`, 'gs')],
  ['drop check', new RegExp(
    `${before}_(?:check|clear|take|live|record|seat|unlist|relist|setRules)\\w*\\([^;]*\\);`, 'gs')],
];

/// Comments and constructors' immutables are no sites: what the compiler needs assigned cannot be dropped.
function findSites(contract) {
  const file = contracts[contract][0];
  const text = readFileSync(join(here, 'src', file), 'utf8');
  const code = text.replace(/\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const start = code.indexOf(`contract ${contract}`);
  const constructed = code.indexOf('constructor(');
  const immutables = [...code.matchAll(/immutable (\w+);/g)].map((found) => found[1]);
  const sites = [];
  const add = (kind, at, length, to) => {
    if (at < start) return;
    const from = text.slice(at, at + length);
    if (immutables.some((name) => from.startsWith(`${name} =`))) return;
    const line = text.slice(0, at).split('\n').length;
    const context = text.split('\n')[line - 1].trim();
    const inConstructor = at > constructed && at < text.indexOf('\n    }\n', constructed);
    sites.push({ contract, file, kind, line, context, inConstructor, at, length, to });
  };
  for (const [kind, pattern, to] of operators) {
    for (const found of code.matchAll(pattern)) add(kind, found.index, found[0].length, to);
  }
  for (const [kind, pattern] of statements) {
    for (const found of code.matchAll(pattern)) add(kind, found.index, found[0].length, '{ }');
  }
  sites.sort((a, b) => a.at - b.at);
  // An id outlives edits elsewhere: it names the text of the line and which of its equals this is, not its number.
  const seen = new Map();
  for (const site of sites) {
    const name = [file, site.kind, site.context].join('|');
    seen.set(name, (seen.get(name) ?? 0) + 1);
    site.id = createHash('sha256').update(`${name}|${seen.get(name)}`).digest('hex').slice(0, 10);
  }
  return sites;
}

/// A few sites, spread by a seed: the same seed chooses the same ones.
function sample(sites, count, seed) {
  const key = (site) => createHash('sha256').update(`${seed}|${site.id}`).digest('hex');
  return [...sites].sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, count);
}

function argument(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1] ?? otherwise;
}

class Laboratory {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'dai-mutants-'));
    const bundled = join(here, 'node_modules/@foundry-rs/forge-linux-amd64/bin/forge');
    this.forge = existsSync(bundled) ? bundled : join(here, 'node_modules/.bin/forge');
    const parts = [
      'src', 'test', 'script', 'vectors', 'abi', 'deployment', 'snapshots', 'foundry.toml', 'roles.json', 'solc.js',
    ];
    for (const part of parts) cpSync(join(here, part), join(this.folder, part), { recursive: true });
    symlinkSync(join(here, 'node_modules'), join(this.folder, 'node_modules'));
    this.solc = createRequire(join(here, 'package.json'))('solc');
    for (const part of ['out', 'cache']) {
      if (existsSync(join(here, part))) cpSync(join(here, part), join(this.folder, part), { recursive: true });
    }
    const whole = this.run(['test', '--no-match-contract', 'GasTest']);
    if (!/Ran \d+ test suites.*, 0 failed/.test(whole.stdout)) {
      throw new Error(`the suite is red before anything was broken (${whole.error ?? whole.signal ?? whole.status}): ${whole.stdout.slice(-2000)}${whole.stderr}`);
    }
  }

  run(args) {
    const env = { ...process.env, FOUNDRY_PROFILE: 'quick' };
    return spawnSync(this.forge, args, { cwd: this.folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  /// @returns the source of the site's contract with the site changed
  broken(site) {
    const text = readFileSync(join(this.folder, 'src', site.file), 'utf8');
    return text.slice(0, site.at) + site.to + text.slice(site.at + site.length);
  }

  /// @returns bytecode, deployedBytecode of the contract with one site changed; null where it does not compile
  compile(site) {
    const path = `src/${site.file}`;
    const input = {
      language: 'Solidity',
      sources: { [path]: { content: this.broken(site) } },
      settings: {
        remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
        optimizer: { enabled: true, runs: 200 },
        evmVersion: 'osaka',
        metadata: { bytecodeHash: 'none', appendCBOR: false },
        outputSelection: { [path]: { [site.contract]: ['evm.bytecode.object', 'evm.deployedBytecode'] } },
      },
    };
    const read = (name) => ({ contents: readFileSync(join(this.folder, name), 'utf8') });
    const output = JSON.parse(this.solc.compile(JSON.stringify(input), { import: read }));
    return output.contracts?.[path]?.[site.contract]?.evm ?? null;
  }

  /// @returns whether a test noticed
  judge(site, evm) {
    return site.inConstructor
      ? this.exchanged(join(this.folder, 'src', site.file), () => this.broken(site), site)
      : this.exchanged(join(this.folder, 'out', site.file.split('/').pop(), `${site.contract}.json`), (before) => {
        const artifact = JSON.parse(before);
        artifact.bytecode.object = `0x${evm.bytecode.object}`;
        artifact.deployedBytecode.object = `0x${evm.deployedBytecode.object}`;
        artifact.deployedBytecode.immutableReferences = evm.deployedBytecode.immutableReferences;
        return JSON.stringify(artifact);
      }, site);
  }

  /// Runs the tests while a file holds something else.
  exchanged(path, change, site) {
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, change(before));
    try {
      return this.red(['--match-path', contracts[site.contract][1]], site) || this.red([], site);
    } finally {
      writeFileSync(path, before);
    }
  }

  red(args, site) {
    const run = this.run(['test', '--fail-fast', '--no-match-contract', 'GasTest', ...args]);
    if (run.stdout.includes('Suite result')) return run.stdout.includes('[FAIL');
    throw new Error(`${site.id}: forge ended by ${run.signal ?? run.status}: ${run.stdout.slice(-2000)}${run.stderr}`);
  }

  end() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const name = (site) => `${site.id} ${site.file}:${site.line} ${site.kind}: ${site.context}`;

function readResults(file) {
  if (!file || !existsSync(file)) return new Map();
  return new Map(readFileSync(file, 'utf8').split('\n').filter(Boolean).map(JSON.parse).map((r) => [r.id, r.verdict]));
}

function main() {
  const only = argument('only');
  const all = Object.keys(contracts).filter((name) => !only || name === only).flatMap(findSites);
  const chosen = sample(all, Number(argument('sample', all.length)), argument('seed', '1'));
  if (process.argv.includes('--list')) {
    for (const site of all) console.log(name(site));
    console.log(`${all.length} sites`);
    return 0;
  }
  const explained = JSON.parse(readFileSync(join(here, 'mutants.json'), 'utf8'));
  const file = argument('results');
  const results = readResults(file);
  const laboratories = {};
  try {
    for (const site of chosen) {
      if (results.has(site.id)) continue;
      const laboratory = laboratories[site.inConstructor] ??= new Laboratory();
      const evm = laboratory.compile(site);
      const verdict = evm === null ? 'none' : laboratory.judge(site, evm) ? 'killed' : 'survived';
      results.set(site.id, verdict);
      if (file) appendFileSync(file, `${JSON.stringify({ id: site.id, verdict })}\n`);
      if (verdict === 'survived') console.log(`survived ${name(site)}`);
    }
  } finally {
    for (const laboratory of Object.values(laboratories)) laboratory.end();
  }
  const of = (verdict) => chosen.filter((site) => results.get(site.id) === verdict);
  const survivors = of('survived').filter((site) => !explained[site.id]);
  for (const site of survivors) console.log(`not explained: ${name(site)}`);
  const equal = of('survived').length - survivors.length;
  const killed = of('killed').length;
  const score = killed / Math.max(1, killed + survivors.length);
  console.log(`${chosen.length} of ${all.length} sites: ${killed} killed, ${survivors.length} survived, `
    + `${equal} explained, ${of('none').length} do not compile; score ${(100 * score).toFixed(1)} %`);
  return survivors.length === 0 && score >= required ? 0 : 1;
}

process.exit(main());
