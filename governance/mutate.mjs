#!/usr/bin/env node
// Breaks the contracts one line at a time and demands that the suite turns red each time.
// Usage: node mutate.mjs [FIRST [COUNT]]; works in a temporary copy. Exit 1 when a mutant survives.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mutants = [
  ['libraries/TokenBucket.sol', 'if (!b.known || b.level > full) b.level = full;', 'b.level = full;'],
  ['libraries/TokenBucket.sol', 'if (!b.listed || time <= b.settledAt) return', 'if (time <= b.settledAt) return'],
  ['libraries/TokenBucket.sol', '        settle(b, time);\n        uint192 full', '        uint192 full'],
  ['libraries/TokenBucket.sol', 'if (amount + b.spent > b.lifetime)', 'if (amount + b.spent >= b.lifetime)'],
  ['libraries/TokenBucket.sol', 'b.spent += uint128(amount);', ''],
  ['libraries/TokenBucket.sol', 'return grown < full ? uint192(grown) : full;', 'return uint192(grown);'],
  ['AgentVault.sol', 'block.timestamp * 1000 > s.notAfter', 'block.timestamp * 1000 >= s.notAfter'],
  ['AgentVault.sol', 's.number != _number + 1', 's.number > _number + 1'],
  ['AgentVault.sol', 's.to == address(this) || s.to == s.asset', 's.to == address(this)'],
  ['AgentVault.sol', 's.mode > CALLED || ', ''],
  ['AgentVault.sol', 'if (s.amount <= askAbove) return;', 'if (s.amount < askAbove) return;'],
  ['AgentVault.sol', 'approvalUsed[digest] = true;', ''],
  ['AgentVault.sol', 'block.timestamp > approval.deadline', 'block.timestamp >= approval.deadline'],
  ['AgentVault.sol', 'function spend(Spend calldata s) external nonReentrant', 'function spend(Spend calldata s) external'],
  ['AgentVault.sol', 'before - afterwards > s.amount', 'before - afterwards > s.amount + 1'],
  ['AgentVault.sol', 'if (answer != IPayee.onPaid.selector)', 'if (answer == 0)'],
  ['AgentVault.sol', 'if (msg.sender != policies)', 'if (msg.sender != policies && msg.sender != authority)'],
  ['ActionLedger.sol', 'if (actual != expected)', 'if (actual != expected && from != address(0))'],
  ['ActionLedger.sol', 'if (from == msg.sender)', 'if (false)'],
  ['ActionLedger.sol', 'if (n.retired) revert ActionLedgerNodeRetired(node);\n        operatorId', 'operatorId'],
  ['ActionLedger.sol', 'if (n.retired) revert ActionLedgerNodeRetired(node);\n        if (n.number', 'if (n.number'],
  ['ActionLedger.sol', 'block.timestamp > uint256(n.time) + maxLogAge', 'block.timestamp >= uint256(n.time) + maxLogAge'],
  ['ActionLedger.sol', 'unlogged >= maxUnlogged', 'unlogged > maxUnlogged'],
  ['ActionLedger.sol', 'if (lease.epoch != epoch)', 'if (lease.epoch < epoch)'],
  ['ActionLedger.sol', 'if (msg.sender != vault)', 'if (vault == address(0))'],
  ['ActionLedger.sol', 'streams == 0 || leaves == 0', 'streams == 0'],
  ['ActionLedger.sol', 'n.unlogged = 0;', ''],
  ['PolicyRegistry.sol', 'block.timestamp >= expiry', 'block.timestamp > expiry'],
  ['PolicyRegistry.sol', 'block.timestamp < f.immuneUntil', 'block.timestamp <= f.immuneUntil'],
  ['PolicyRegistry.sol', 'limits[i].asset <= before', 'limits[i].asset < before'],
  ['PolicyRegistry.sol', 'values[modules[i - 1]] = 0;', ''],
  ['OperatorRegistry.sol', '|| signer != key', ''],
  ['OperatorRegistry.sol', '|| anchor.until != 0', ''],
  ['OperatorRegistry.sol', 'block.timestamp < o.beneficiaryFrom', 'block.timestamp <= o.beneficiaryFrom'],
  ['OperatorRegistry.sol', '|| k.until != 0', ''],
  ['AgentRegistry.sol', 'if (_ownerOf(agentId) != address(0)) revert AgentRegistryNotTransferable(agentId);', ''],
  ['AgentRegistry.sol', 'if (agentNamed[hash] != 0)', 'if (false)'],
  ['governor/AgentGovernor.sol', 'if (pinned != found)', 'if (pinned == 0)'],
  ['governor/AgentGovernor.sol', 'targets.length == 1 && ', ''],
  ['governor/AgentGovernor.sol', ' && !(code.length == 23 && bytes3(code) == 0xef0100)', ''],
];

const here = dirname(fileURLToPath(import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'dai-mutants-'));
const bundled = join(here, 'node_modules/@foundry-rs/forge-linux-amd64/bin/forge');
const forge = existsSync(bundled) ? bundled : join(here, 'node_modules/.bin/forge');
const env = { ...process.env, FOUNDRY_DYNAMIC_TEST_LINKING: 'true', FOUNDRY_GAS_SNAPSHOT_CHECK: 'false' };
const first = Number(process.argv[2] ?? 0);
const chosen = mutants.slice(first, first + Number(process.argv[3] ?? mutants.length));
let survivors = 0;
try {
  for (const part of ['src', 'test', 'script', 'vectors', 'abi', 'deployment', 'snapshots', 'foundry.toml', 'solc.js']) {
    cpSync(join(here, part), join(scratch, part), { recursive: true });
  }
  symlinkSync(join(here, 'node_modules'), join(scratch, 'node_modules'));
  for (const [file, from, to] of chosen) {
    const path = join(scratch, 'src', file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file}: not exactly one place reads: ${from}`);
    writeFileSync(path, text.replace(from, () => to));
    const run = spawnSync(forge, ['test', '--fail-fast'], { cwd: scratch, env, encoding: 'utf8' });
    const built = run.stdout.includes('Suite result');
    const killed = built && run.stdout.includes('[FAIL');
    if (!killed) survivors++;
    const verdict = killed ? 'killed  ' : built ? 'SURVIVED' : 'NO BUILD';
    console.log(`${verdict} ${file}: ${from.replace(/\s+/g, ' ')}`);
    if (!built) console.error(run.stdout.slice(-2000), run.stderr.slice(-2000));
    writeFileSync(path, text);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${chosen.length} mutants, ${survivors} not killed`);
process.exit(survivors === 0 ? 0 : 1);
