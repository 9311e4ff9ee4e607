// A chain of the tests with a DAO on it: the contracts of governance/deployment/plan.json, three holders who vote, one
// whose tokens are delegated to nobody, a wallet that is a contract, and an agent with a policy.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from '../browser.mjs';

const dashboard = createRequire(join(root, 'src', 'dashboard', 'package.json'));
const viem = dashboard('viem');
const { mnemonicToAccount } = dashboard('viem/accounts');
const read = (...path) => JSON.parse(readFileSync(join(root, 'governance', ...path), 'utf8'));
const { encodeFunctionData, getContractAddress, keccak256, parseAbi, toHex, zeroAddress } = viem;

/** Accounts of the test mnemonic that anvil pays for. */
export const accounts = Array.from({ length: 8 }, (_, addressIndex) =>
  mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex }));
export const [ann, ben, cleo, undelegated, stranger, deployer] = accounts;
/** An account with code whose owner the wallet of the tests plays. */
export const contractWallet = viem.getAddress('0x5afe5afe5afe5afe5afe5afe5afe5afe5afe5afe');

const tokens = (count) => BigInt(count) * 10n ** 18n;
const artifact = (name) => read('abi', `${name}.json`);
const perDay = (units) => (units << 64n) / 86_400n;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts anvil; `{rpc, stop}`. Each transaction makes a block. */
async function anvil() {
  const port = await freePort();
  const program = join(root, 'governance', 'node_modules', '@foundry-rs', 'anvil-linux-amd64', 'bin', 'anvil');
  const child = spawn(program, ['--port', String(port), '--hardfork', 'osaka', '--silent', '--gas-limit', '60000000'],
    { stdio: 'ignore' });
  const rpc = `http://127.0.0.1:${port}/`;
  await until(() => ask(rpc, 'eth_chainId', []));
  return { rpc, stop: async () => { child.kill(); if (child.exitCode === null) await once(child, 'exit'); } };
}

/** Asks until there is an answer, for ten seconds. */
export async function until(question) {
  for (let tries = 0; tries < 500; tries++) {
    const answer = await question().catch(() => null);
    if (answer !== null) return answer;
    await new Promise((done) => { setTimeout(done, 20); });
  }
  throw new Error(`there was no answer in ten seconds: ${question}`);
}

/** One request to an endpoint. @throws Error with the code and the data of the answer. */
export async function ask(rpc, method, params) {
  const response = await fetch(rpc, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = await response.json();
  if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
  return result;
}

/** A DAO on a chain of its own. */
export async function startDao() {
  const { rpc, stop } = await anvil();
  const dao = new TestDao(rpc, stop);
  await dao.deploy();
  return dao;
}

class TestDao {
  constructor(rpc, stop) { Object.assign(this, { rpc, stop, chainId: 31337, at: {} }); }

  ask(method, ...params) { return ask(this.rpc, method, params); }

  /** Sends from any account, known to the chain or not, and waits for the block. @throws when it is refused. */
  async send(from, to, data, value = 0n) {
    await this.ask('anvil_impersonateAccount', from);
    const hash = await this.ask('eth_sendTransaction', {
      from, data, value: toHex(value), gas: toHex(20_000_000n), ...(to && { to }) });
    const receipt = await until(() => this.ask('eth_getTransactionReceipt', hash));
    if (receipt.status !== '0x1') throw new Error(`a transaction of ${from} to ${to} was refused`);
    return receipt;
  }

  call(contract, signature, args, from) {
    const abi = parseAbi([signature]);
    return this.send(from, this.at[contract] ?? contract, encodeFunctionData({ abi, args }));
  }

  async view(contract, signature, args) {
    const abi = parseAbi([signature]);
    const data = encodeFunctionData({ abi, args });
    const answer = await this.ask('eth_call', { to: this.at[contract] ?? contract, data }, 'latest');
    return viem.decodeFunctionResult({ abi, data: answer });
  }

  /** Lets time pass, with a block at its end. */
  async pass(seconds) {
    await this.ask('evm_increaseTime', seconds);
    await this.ask('evm_mine');
  }

  async deploy() {
    const plan = read('deployment', 'plan.json');
    this.firstBlock = 0;
    const nonce = BigInt(await this.ask('eth_getTransactionCount', deployer.address, 'latest'));
    plan.steps.forEach(({ id }, i) => {
      this.at[id] = getContractAddress({ from: deployer.address, nonce: nonce + BigInt(i) });
    });
    const settings = { ...plan.development, votingPeriod: '3600', minter: deployer.address, nobody: zeroAddress,
      proposalGuardian: zeroAddress };
    const holders = [[ann.address, 100], [ben.address, 200], [cleo.address, 300], [undelegated.address, 50],
      [contractWallet, 40]].map(([account, count]) => ({ account, amount: tokens(count) }));
    for (const step of plan.steps) await this.create(step, settings, holders);
    await this.ask('anvil_setCode', contractWallet, '0x00');
    for (const account of [contractWallet, this.at.authority])
      await this.ask('anvil_setBalance', account, toHex(10n ** 20n));
    for (const voter of [ann.address, ben.address, cleo.address, contractWallet])
      await this.call('token', 'function delegate(address)', [voter], voter);
    await this.enroll();
  }

  async create({ contract, args }, settings, holders) {
    const { abi, bytecode } = artifact(contract);
    const values = args.map((arg) => arg === 'holders' ? holders
      : arg.startsWith('list:@') ? [this.at[arg.slice(6)]]
        : arg.startsWith('@') ? this.at[arg.slice(1)]
          : arg.startsWith('text:') ? settings[arg.slice(5)] : settings[arg.slice(1)]);
    const inputs = abi.find((one) => one.type === 'constructor')?.inputs ?? [];
    // The plan writes a constructor's structs flat.
    const made = inputs.map((input) => input.type === 'tuple'
      ? Object.fromEntries(input.components.map(({ name }) => [name, values.shift()])) : values.shift());
    await this.send(deployer.address, null, viem.encodeDeployData({ abi, bytecode, args: made }));
  }

  // What a founding vote would do, by the timelock itself.
  async enroll() {
    const authority = this.at.authority;
    await this.call(
      'operatorRegistry', 'function register(address,bytes32)', [ann.address, keccak256('0x01')], ann.address);
    await this.call('operatorRegistry', 'function setStatus(uint256,uint8)', [1n, 2], authority);
    await this.call('agentRegistry', 'function enroll(string,uint256,bytes32,string)',
      ['treasurer', 1n, keccak256('0x02'), ''], authority);
    this.vault = await this.view('agentRegistry', 'function vaultOf(uint256) view returns (address)', [1n]);
    await this.send(authority, this.at.policyRegistry, this.publish(await this.stage(policy({})), [this.limit({})]));
    await this.call('usdc', 'function mint(address,uint256)', [this.vault, 4_000_000_000n], deployer.address);
  }

  /** Puts a document on chain; its root, which `root` keeps. */
  async stage(document) {
    const bytes = toHex(JSON.stringify(document));
    await this.call('policyRegistry', 'function stage(bytes)', [bytes], deployer.address);
    this.root = keccak256(bytes);
    return this.root;
  }

  limit(change) {
    return { asset: this.at.usdc, perAction: 1_000_000_000n, burst: 1_500_000_000n, rate: perDay(300_000_000n),
      lifetime: 20_000_000_000n, payeesRoot: keccak256('0x03'), askAbove: 150_000_000n, askBy: ann.address, ...change };
  }

  publish(rootOfIt, limits) {
    const { abi } = artifact('PolicyRegistry');
    return encodeFunctionData({ abi, functionName: 'publish', args: [1n, rootOfIt, limits, []] });
  }

  /** Proposes calls `[target, data, value]`; the proposal's id as text. */
  async propose(description, calls) {
    const args = [
      calls.map(([to]) => to), calls.map(([, , value]) => value ?? 0n), calls.map(([, data]) => data), description];
    const receipt = await this.call(
      'governor', 'function propose(address[],uint256[],bytes[],string)', args, ann.address);
    const log = receipt.logs.find((one) => one.address === this.at.governor.toLowerCase());
    return BigInt(log.data.slice(0, 66)).toString();
  }

  /** Proposes a policy that lets the treasurer pay more at a time and less without approval; its id. */
  async proposePolicy(description = 'Let the treasurer pay 2,000 USDC at a time') {
    const next = await this.stage(policy({ most: '2000', ask: '50' }));
    const limit = this.limit({ perAction: 1_200_000_000n, askAbove: 50_000_000n });
    return this.propose(description, [[this.at.policyRegistry, this.publish(next, [limit])]]);
  }

  state(id) { return this.view('governor', 'function state(uint256) view returns (uint8)', [BigInt(id)]); }

  votes(id) {
    return this.view(
      'governor', 'function proposalVotes(uint256) view returns (uint256,uint256,uint256)', [BigInt(id)]);
  }

  hasVoted(id, account) {
    return this.view('governor', 'function hasVoted(uint256,address) view returns (bool)', [BigInt(id), account]);
  }

  /** `dao.json` as it lies beside the page. */
  daoJson() {
    const contract = (id) => ({ address: this.at[id].toLowerCase(), codeHash: keccak256('0x') });
    const named = ['actionLedger', 'policyRegistry', 'agentRegistry', 'operatorRegistry', 'authority', 'governor'];
    return JSON.stringify({
      rpc: [this.rpc],
      manifest: {
        schema: 'dai.manifest/1', chainId: String(this.chainId),
        contracts: Object.fromEntries(named.map((id) => [id, contract(id)])),
        constants: { finality: '2', staleMoney: '3', anchorWithin: '30' },
        governorSlots: { proposals: '7', votes: '9' },
      },
    });
  }
}

/** The treasurer's policy in canonical form, but for what a test changes. */
export function policy({ most = '1000', ask = '150' }) {
  return {
    agent: 'treasurer',
    budgets: { USDC: { ask: { above: ask }, burst: '1500', decimals: '6', payees: 'vendors', per_action: most } },
    chain: 'eip155:31337', dai: 'policy/1',
    lists: { vendors: [{ address: '0x52908400098527886e0f7030069857d2e4169ee7', name: 'Hosting' }] },
    rules: [{ id: 'pay-vendors', permit: ['wallet.pay'], when: { 'arg.amount': { at_most: `${most} USDC` } } }],
  };
}
