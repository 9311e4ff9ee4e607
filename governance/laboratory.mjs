// A copy of this folder, with what was built here, in which contracts are broken and tests run.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));

const parts = [
  'src', 'test', 'script', 'vectors', 'abi', 'deployment', 'snapshots', 'foundry.toml', 'roles.json', 'solc.js',
];

/// Verdicts by id, kept in a file where there is one, so that a run that was interrupted goes on where it stopped.
export class Results extends Map {
  /// @param file one verdict a line; undefined = nothing is kept
  constructor(file) {
    const lines = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    super(lines.map(JSON.parse).map((r) => [r.id, r.verdict]));
    this.file = file;
  }

  judged(id, verdict) {
    this.set(id, verdict);
    if (this.file) appendFileSync(this.file, `${JSON.stringify({ id, verdict })}\n`);
  }
}

export class Laboratory {
  /// @param tests arguments of `forge test`: what has to be green before anything is broken
  constructor(tests) {
    this.folder = mkdtempSync(join(tmpdir(), 'dai-mutants-'));
    const bundled = join(here, 'node_modules/@foundry-rs/forge-linux-amd64/bin/forge');
    this.forge = existsSync(bundled) ? bundled : join(here, 'node_modules/.bin/forge');
    for (const part of [...parts, 'out', 'cache']) {
      // With their times: forge compiles anew what is younger than its cache.
      const options = { recursive: true, preserveTimestamps: true };
      if (existsSync(join(here, part))) cpSync(join(here, part), join(this.folder, part), options);
    }
    symlinkSync(join(here, 'node_modules'), join(this.folder, 'node_modules'));
    this.solc = createRequire(join(here, 'package.json'))('solc');
    // All of it once: what has no artifact is compiled anew whenever forge looks for the tests that match.
    this.forgeDoes(['build']);
    const whole = this.run(tests);
    if (!/Ran \d+ test suites?.*, 0 failed/.test(whole.stdout)) {
      const end = whole.error ?? whole.signal ?? whole.status;
      throw new Error(`red before anything was broken (${end}): ${whole.stdout.slice(-2000)}${whole.stderr}`);
    }
  }

  run(args, more) {
    // What an earlier bug left behind would be played first and say nothing about this one.
    rmSync(join(this.folder, 'cache/invariant'), { recursive: true, force: true });
    return this.forgeDoes(['test', ...args], more);
  }

  forgeDoes(args, more = {}) {
    const env = { ...process.env, FOUNDRY_PROFILE: 'quick', ...more };
    return spawnSync(this.forge, args, { cwd: this.folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  read(path) {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /// @param path of the contract's file
  /// @param broken path and text of the file that is changed: that one or one that it imports
  /// @returns bytecode, deployedBytecode; null where it does not compile
  compile(contract, path, broken) {
    const content = (name) => (name === broken.path ? broken.text : this.read(name));
    const input = {
      language: 'Solidity',
      sources: { [path]: { content: content(path) } },
      settings: {
        remappings: ['@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/'],
        optimizer: { enabled: true, runs: 200 },
        evmVersion: 'osaka',
        metadata: { bytecodeHash: 'none', appendCBOR: false },
        outputSelection: { [path]: { [contract]: ['evm.bytecode.object', 'evm.deployedBytecode'] } },
      },
    };
    const output = JSON.parse(this.solc.compile(JSON.stringify(input), {
      import: (name) => ({ contents: content(name) }),
    }));
    return output.contracts?.[path]?.[contract]?.evm ?? null;
  }

  /// Does `what` while the tests meet the code of `evm` as that contract's: they read it from the artifact.
  withCode(contract, path, evm, what) {
    return this.withFile(join('out', basename(path), `${contract}.json`), (before) => {
      const artifact = JSON.parse(before);
      artifact.bytecode.object = `0x${evm.bytecode.object}`;
      artifact.deployedBytecode.object = `0x${evm.deployedBytecode.object}`;
      artifact.deployedBytecode.immutableReferences = evm.deployedBytecode.immutableReferences;
      return JSON.stringify(artifact);
    }, what);
  }

  /// Does `what` while a file holds something else.
  withFile(path, change, what) {
    const before = this.read(path);
    writeFileSync(join(this.folder, path), change(before));
    try {
      return what();
    } finally {
      writeFileSync(join(this.folder, path), before);
    }
  }

  /// @returns what the tests wrote; a run that judged nothing is an error
  judge(args, more) {
    const run = this.run(args, more);
    if (run.stdout.includes('Suite result')) return run.stdout;
    throw new Error(`forge ended by ${run.signal ?? run.status}: ${run.stdout.slice(-2000)}${run.stderr}`);
  }

  end() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
