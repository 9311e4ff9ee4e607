#!/usr/bin/env node
// Plants one bug at a time and demands that the invariant it is meant for turns red.
//
//   node plant.mjs [--only 'SENTENCE;SENTENCE'] [--part I/N] [--results FILE] [--check]
//
// planted.json: the sentence of an invariant of test/invariants, the contract, the exact text in its file (or in
// `file`) and what it becomes. The invariants are asked for that sentence alone, so nothing else can turn it red; a
// bug that hides is looked for in longer campaigns; FOUNDRY_FUZZ_SEED=0x... asks in another order of steps. With
// --results a run that was interrupted goes on where it stopped. --check only compares sentences with bugs. Exit 1
// where a sentence has no bug, a bug's text is not there exactly once, or an invariant stays green.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, Laboratory, Results } from './laboratory.mjs';

const paths = {
  AgentVault: 'src/AgentVault.sol',
  ActionLedger: 'src/ActionLedger.sol',
  AgentRegistry: 'src/AgentRegistry.sol',
  OperatorRegistry: 'src/OperatorRegistry.sol',
  PolicyRegistry: 'src/PolicyRegistry.sol',
  TimelockController: 'node_modules/@openzeppelin/contracts/governance/TimelockController.sol',
};

// [runs, calls of each]
const campaigns = [[8, 64], [32, 128], [256, 128]];
const tests = ['--match-path', 'test/invariants/*', '--match-test', 'invariant_'];

const fileOf = (bug) => (bug.file ? `src/${bug.file}` : paths[bug.contract]);

/// What the invariants say: the texts of their faults.
function findSentences() {
  const folder = join(here, 'test/invariants');
  const code = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const said = /(?:_fault\(|_unless\([^;"]*,)\s*"([^"]+)"/g;
  return new Set([...code.matchAll(said)].map((found) => found[1]));
}

/// @returns what is wrong with the list itself
function check(bugs) {
  const sentences = findSentences();
  const wrong = [...sentences].filter((sentence) => !bugs.some((bug) => bug.invariant === sentence))
    .map((sentence) => `no planted bug for '${sentence}'`);
  for (const bug of bugs) {
    if (!sentences.has(bug.invariant)) wrong.push(`no invariant says '${bug.invariant}'`);
    const count = readFileSync(join(here, fileOf(bug)), 'utf8').split(bug.text).length - 1;
    if (count !== 1) wrong.push(`${fileOf(bug)} has ${count} times: ${bug.text}`);
  }
  return wrong;
}

/// @returns calls after which the invariant was red, 0 where it stayed green
function plant(laboratory, bug) {
  const path = fileOf(bug);
  const text = laboratory.read(path).replace(bug.text, () => bug.becomes);
  const evm = laboratory.compile(bug.contract, paths[bug.contract], { path, text });
  if (evm === null) throw new Error(`does not compile: ${bug.invariant}: ${bug.becomes}`);
  return laboratory.withCode(bug.contract, paths[bug.contract], evm, () => {
    for (const [runs, depth] of campaigns) {
      const said = laboratory.judge(tests, {
        DAI_INVARIANT: bug.invariant,
        FOUNDRY_INVARIANT_RUNS: String(runs),
        FOUNDRY_INVARIANT_DEPTH: String(depth),
        FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT: '0',
      });
      if (said.includes(`assertion failed: ${bug.invariant}`)) return runs * depth;
      if (said.includes('[FAIL')) throw new Error(`red without saying '${bug.invariant}': ${said.slice(0, 2000)}`);
    }
    return 0;
  });
}

function argument(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}

function main() {
  const bugs = JSON.parse(readFileSync(join(here, 'planted.json'), 'utf8'));
  const wrong = check(bugs);
  for (const line of wrong) console.error(line);
  const only = argument('only');
  const [part, parts] = argument('part', '1/1').split('/').map(Number);
  const chosen = bugs.filter((bug, i) => (only ? only.split(';').includes(bug.invariant) : i % parts === part - 1));
  if (process.argv.includes('--check') || wrong.length > 0) return wrong.length > 0 ? 1 : 0;
  const results = new Results(argument('results'));
  const name = (bug) => [bug.invariant, fileOf(bug), bug.text].join('|');
  const rest = chosen.filter((bug) => !results.has(name(bug)));
  const laboratory = rest.length > 0 ? new Laboratory(tests) : null;
  try {
    for (const bug of rest) {
      const calls = plant(laboratory, bug);
      results.judged(name(bug), calls);
      console.log(calls > 0 ? `red within ${calls} calls: ${bug.invariant}` : `GREEN: ${bug.invariant}: ${bug.text}`);
    }
  } finally {
    laboratory?.end();
  }
  const red = chosen.filter((bug) => results.get(name(bug)) > 0).length;
  console.log(`${chosen.length} planted bugs: ${red} turn their invariant red`);
  return red === chosen.length ? 0 : 1;
}

process.exit(main());
