#!/usr/bin/env node
// Breaks the contracts at one site at a time and demands that the suite turns red each time.
//
//   node mutate.mjs [--results FILE] [--sample N] [--seed N] [--only Contract] [--list]
//
// Sites: each comparison, + and -, && and ||, each revert, modifier and storage write of the six contracts. Only the
// broken contract is compiled; the tests read its code from the artifact, in a copy of this folder that takes over
// what was built here. Tests of constructors carry the code themselves, so those sites have a copy in which the source
// is broken and forge compiles whoever carries it. With --results a run that was interrupted goes on where it stopped.
// Exit 1 when a mutant survives that mutants.json does not explain, or when the score is below 95 %.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, Laboratory, Results } from './laboratory.mjs';

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

const suite = ['--no-match-contract', 'GasTest'];

/// @returns whether a test noticed, null where it does not compile
function isNoticed(laboratory, site) {
  const path = `src/${site.file}`;
  const broken = (text) => text.slice(0, site.at) + site.to + text.slice(site.at + site.length);
  const evm = laboratory.compile(site.contract, path, { path, text: broken(laboratory.read(path)) });
  if (evm === null) return null;
  const red = (args) => laboratory.judge(['--fail-fast', ...suite, ...args]).includes('[FAIL');
  const judge = () => red(['--match-path', contracts[site.contract][1]]) || red([]);
  return site.inConstructor
    ? laboratory.withFile(path, broken, judge)
    : laboratory.withCode(site.contract, path, evm, judge);
}

const name = (site) => `${site.id} ${site.file}:${site.line} ${site.kind}: ${site.context}`;

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
  const results = new Results(argument('results'));
  const laboratories = {};
  try {
    for (const site of chosen) {
      if (results.has(site.id)) continue;
      const laboratory = laboratories[site.inConstructor] ??= new Laboratory(suite);
      const noticed = isNoticed(laboratory, site);
      const verdict = noticed === null ? 'none' : noticed ? 'killed' : 'survived';
      results.judged(site.id, verdict);
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
