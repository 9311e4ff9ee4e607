// Every way through a vote, in a real Chromium with a wallet, on a chain with the DAO's contracts.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { close, quit, root } from '../browser.mjs';
import { ann, ben, cleo, contractWallet, startDao, stranger, undelegated, until } from './chain.mjs';
import { connected, site, visit } from './visit.mjs';
import { TestWallet } from './wallet.mjs';

const { recoverTypedDataAddress } = createRequire(join(root, 'src', 'dashboard', 'package.json'))('viem');
const why = 'It pays the same vendor.\n“Only” more – 💸';
const sign = 'Sign the vote, without gas';

let dao;
let served;
let id;

before(async () => {
  dao = await startDao();
  served = await site(dao);
});
after(async () => {
  await quit();
  await served?.stop();
  await dao?.stop();
});

describe('a vote', () => {
  let page;
  let wallet;

  beforeEach(async () => {
    id = await dao.proposePolicy(`Let the treasurer pay 2,000 USDC at a time (${Math.random()})`);
    await dao.pass(3);
  });

  const as = async (account, how) => { ({ page, wallet } = await connected(dao, served.url, id, account, how)); };
  const end = () => close(page);

  it('by signature: three clicks from the link, the reason kept, sent by somebody else, a receipt', async () => {
    wallet = new TestWallet(dao, { show: [ann.address] });
    page = await visit(dao, served.url, { id, wallets: [wallet] });
    await page.button('Connect Test Wallet').click();
    await page.says('You vote with');
    await page.side('For').check();
    await page.reason().fill(why);
    assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    await page.says('What this signature does');
    const clicks = await page.evaluate(() => globalThis.clicks);
    await page.button(sign).click();
    await page.says('Signed, not counted yet');
    assert.ok(clicks + 1 <= 4, `${clicks + 1} clicks`);
    const [account, json] = wallet.asked.find((one) => one.method === 'eth_signTypedData_v4').params;
    const typed = JSON.parse(json);
    const { proposalId, support, reason } = typed.message;
    assert.deepEqual([account, typed.primaryType, proposalId, support, reason],
      [ann.address, 'ExtendedBallot', id, 1, why]);
    assert.equal(wallet.count('eth_sendTransaction'), 0);
    assert.equal(await dao.hasVoted(id, ann.address), false);
    // Another account sends it and pays; the vote is the signer's.
    await wallet.use(stranger.address);
    await page.button('Send it from the connected account').click();
    await page.says('The signed vote is cast, in block');
    assert.equal(await page.locator('.signed').count(), 0);
    assert.equal(await dao.hasVoted(id, ann.address), true);
    await wallet.use(ann.address);
    await page.says('You voted For');
    assert.equal(await page.locator('.receipt blockquote').innerText(), why);
    assert.deepEqual(await dao.votes(id), [0n, 100n * 10n ** 18n, 0n]);
    assert.equal(await recoverTypedDataAddress({ ...typed, signature: await ann.signTypedData(typed) }), ann.address);
    assert.deepEqual(page.faults, []);
    await end();
  });

  it('by transaction, without a reason', async () => {
    await as(ben.address);
    await page.side('Against').check();
    await page.button('Vote by a transaction').click();
    await page.says('You voted Against');
    assert.deepEqual(await dao.votes(id), [200n * 10n ** 18n, 0n, 0n]);
    assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    await end();
  });

  it('of a wallet that is a contract: only by transaction, and it counts', async () => {
    await as(contractWallet);
    await page.says('This account is a contract');
    assert.equal(await page.button(sign).count(), 0);
    await page.side('Abstain').check();
    await page.reason().fill('as a contract');
    await page.button('Vote by a transaction').click();
    await page.says('You voted Abstain');
    assert.deepEqual(await dao.votes(id), [0n, 0n, 40n * 10n ** 18n]);
    await end();
  });

  it('of an account that lends itself code: a signature that would not count is not kept', async () => {
    await dao.ask('anvil_setCode', ben.address, `0xef0100${dao.at.usdc.slice(2)}`);
    await as(ben.address);
    await page.says('This account lends itself code (EIP-7702)');
    await page.side('For').check();
    await page.reason().fill(why);
    await page.button(sign).click();
    await page.says('The Governor does not take this signature for that account.');
    assert.equal(await page.locator('.signed').count(), 0);
    assert.deepEqual(await page.draft(), { side: 'For', reason: why });
    await page.button('Vote by a transaction').click();
    await page.says('You voted For');
    await end();
    await dao.ask('anvil_setCode', ben.address, '0x');
  });

  it('of a wallet that fails (-32603), is busy (-32002) or goes away says what to do, and loses nothing', async () => {
    await as(ann.address);
    await page.side('Abstain').check();
    await page.reason().fill(why);
    const answers = [[-32603, 'answered with an error (-32603)'], [-32002, 'still showing an earlier question']];
    for (const [code, words] of answers) {
      wallet.next('eth_signTypedData_v4', code);
      await page.button(sign).click();
      await page.says(words);
    }
    await wallet.emit('disconnect', { code: 4900 });
    await page.says('Your wallet disconnected.');
    await page.button('Connect Test Wallet').click();
    await page.button('Disconnect Test Wallet').click();
    await page.says('Connect a wallet first.');
    assert.deepEqual(await page.draft(), { side: 'Abstain', reason: why });
    await end();
  });

  it('that its owner cancels (4001) loses nothing, by either way', async () => {
    await as(ann.address);
    await page.side('Against').check();
    await page.reason().fill(why);
    wallet.next('eth_signTypedData_v4', 4001);
    await page.button(sign).click();
    await page.says('You said no in your wallet. Nothing was signed or sent.');
    wallet.next('eth_sendTransaction', 4001);
    await page.button('Vote by a transaction').click();
    await page.says('You said no in your wallet. Nothing was signed or sent.');
    assert.deepEqual(await page.draft(), { side: 'Against', reason: why });
    await page.reload();
    await page.says('What do you say?');
    assert.deepEqual(await page.draft(), { side: 'Against', reason: why });
    assert.equal(await dao.hasVoted(id, ann.address), false);
    await end();
  });

  it('from the wrong chain (4902): nothing is signed there, the chain is offered, nothing is lost', async () => {
    await as(ann.address, { wallet: { chainId: 1, knows: [1] } });
    await page.says('Your wallet is on chain 1; this DAO is on chain 31337.');
    await page.side('For').check();
    await page.reason().fill(why);
    assert.ok(await page.button(sign).isDisabled());
    await page.button('Switch the wallet to chain 31337').click();
    await page.says('You vote with');
    assert.equal(wallet.count('wallet_addEthereumChain'), 1);
    assert.deepEqual(await page.draft(), { side: 'For', reason: why });
    await page.button(sign).click();
    await page.says('Signed, not counted yet');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.button('Save it as a file').click()]);
    const file = JSON.parse(await readFile(await saved.path(), 'utf8'));
    assert.deepEqual({ ...file, signature: await ann.signTypedData(JSON.parse(wallet.asked.at(-1).params[1])) }, file);
    assert.deepEqual([file.schema, file.chain, file.governor, file.proposal, file.support, file.voter, file.reason],
      ['dai.ballot/1', 'eip155:31337', dao.at.governor, id, 1, ann.address, why]);
    // It may be taken to another chain with the signed vote in hand.
    await wallet.goTo(1);
    await page.says('Your wallet is on chain 1');
    assert.ok(await page.button('Send it from the connected account').isDisabled());
    await end();
  });

  it('whose account changes half-way asks about the new account, and keeps what was chosen', async () => {
    await as(ann.address);
    await page.says('You vote with 100 DDAO');
    await page.side('For').check();
    await page.reason().fill(why);
    await wallet.use(cleo.address);
    await page.says('You vote with 300 DDAO');
    await page.says(`Your wallet now uses another account: ${cleo.address}.`);
    assert.deepEqual(await page.draft(), { side: 'For', reason: why });
    await page.button(sign).click();
    await page.says('Signed, not counted yet');
    assert.equal(JSON.parse(wallet.asked.at(-1).params[1]).message.voter, cleo.address);
    await wallet.emit('accountsChanged', []);
    await page.says('Your wallet took its account back.');
    assert.equal(await page.locator('.signed').count(), 1);
    await end();
  });

  it('without power says why before anything is signed, and delegates for the next', async () => {
    await as(undelegated.address);
    await page.says('it holds 50 DDAO, but they are delegated to nobody');
    await page.side('For').check();
    assert.ok(await page.button(sign).isDisabled());
    assert.ok(await page.button('Vote by a transaction').isDisabled());
    await page.button('Delegate to myself').click();
    await page.says('Your tokens are delegated, since block');
    await page.says('votes came after the moment from which the vote counts');
    await wallet.use(stranger.address);
    await page.says('it holds no tokens, and nobody delegated any to it');
    assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    await end();
    // Back to how the other tests know it.
    await dao.call('token', 'function delegate(address)', [`0x${'0'.repeat(40)}`], undelegated.address);
  });

  it('while the endpoint of the chain is silent is off, says so, and goes on when it answers', async () => {
    await as(ann.address);
    await page.says('You vote with');
    await page.side('For').check();
    await page.reason().fill(why);
    page.silence(true);
    await page.says('The endpoint of the chain does not answer.');
    assert.ok(await page.button(sign).isDisabled());
    assert.deepEqual(await page.draft(), { side: 'For', reason: why });
    page.silence(false);
    await until(async () => await page.button(sign).isEnabled() || null);
    await page.button(sign).click();
    await page.says('Signed, not counted yet');
    page.silence(true);
    await until(async () => await page.button('Send it from the connected account').isDisabled() || null);
    assert.equal(await page.locator('.signed').count(), 1);
    await end();
  });

  it('cast before, by any way, is shown as a receipt and asked for no more', async () => {
    await dao.call('governor', 'function castVoteWithReason(uint256,uint8,string)', [BigInt(id), 2, why], ben.address);
    await as(ben.address);
    await page.says('You voted Abstain');
    assert.equal(await page.button(sign).count(), 0);
    assert.equal(await page.locator('.receipt blockquote').innerText(), why);
    await end();
  });

  it('that was cast elsewhere while the wallet was asked is not sent again', async () => {
    await as(ben.address);
    await page.side('For').check();
    await page.says('You vote with');
    wallet.next('eth_signTypedData_v4', async (params) => {
      await dao.call('governor', 'function castVote(uint256,uint8)', [BigInt(id), 0], ben.address);
      return wallet.sign(params);
    });
    await page.button(sign).click();
    await page.says('You voted Against');
    assert.equal(await page.locator('.signed').count(), 0);
    await end();
  });

  it('on a proposal that closed in the meantime asks the wallet for nothing', async () => {
    await as(ann.address);
    await page.says('You vote with');
    await page.side('For').check();
    await page.reason().fill(why);
    await dao.pass(4_000);
    await page.says('The vote is over: the proposal is defeated.');
    assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    assert.deepEqual(await page.draft(), { side: 'For', reason: why });
    await end();
  });

  it('whose transaction the chain refuses in its block says so, and nothing is on its way', async () => {
    await as(ben.address);
    await page.side('For').check();
    wallet.next('eth_sendTransaction', async ([sent]) => {
      await dao.pass(4_000);
      return dao.ask('eth_sendTransaction', { ...sent, gas: '0x100000' });
    });
    await dao.ask('anvil_impersonateAccount', ben.address);
    await page.button('Vote by a transaction').click();
    await page.says('refused what it asked. Nothing was counted.');
    assert.equal(await page.getByText('On its way as').count(), 0);
    assert.equal(await dao.hasVoted(id, ben.address), false);
    await end();
  });

  it('with the keyboard alone', async () => {
    wallet = new TestWallet(dao, { show: [ann.address] });
    page = await visit(dao, served.url, { id, wallets: [wallet] });
    await page.button('Connect Test Wallet').waitFor();
    const reach = async (is) => {
      for (let tabs = 0; tabs < 60; tabs++) {
        const at = await page.evaluate(() => {
          const focused = document.activeElement;
          return focused?.innerText || focused?.closest('label')?.innerText || focused?.tagName;
        });
        if (at === is) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`the keyboard does not reach ${is}`);
    };
    await reach('Connect Test Wallet');
    await page.keyboard.press('Enter');
    await page.says('You vote with');
    await reach('For');
    await page.keyboard.press('Space');
    await reach('TEXTAREA');
    await page.keyboard.type('by keyboard');
    await until(async () => await page.button(sign).isEnabled() || null);
    await reach(sign);
    await page.keyboard.press('Enter');
    await page.says('Signed, not counted yet');
    await reach('Send it from the connected account');
    await page.keyboard.press('Enter');
    await page.says('You voted For');
    assert.equal(await page.evaluate(() => globalThis.clicks), 0);
    await end();
  });
});

describe('the wallets', () => {
  it('that bear one name are told apart, and the one that was chosen is the one that is asked', async () => {
    const honest = new TestWallet(dao, { show: [ann.address], name: 'MetaMask', rdns: 'io.metamask' });
    const liar = new TestWallet(dao, { show: [stranger.address], name: 'MetaMask', rdns: 'io.metamask.fox' });
    const page = await visit(dao, served.url, { id, wallets: [honest, liar] });
    await page.says('Another wallet here bears the same name.');
    assert.equal(await page.button('Connect MetaMask').count(), 2);
    await page.button('Connect MetaMask').first().click();
    await page.says(ann.address);
    assert.equal(liar.asked.length, 0);
    await close(page);
  });

  it('that are none leave the page readable and say what to do', async () => {
    const page = await visit(dao, served.url, { id });
    await page.says('No wallet announces itself to this page.');
    await page.says('Gives the agent');
    assert.ok(await page.button(sign).isDisabled());
    await close(page);
  });

  it('that never answer can be left waiting', async () => {
    const wallet = new TestWallet(dao, { show: [ann.address] });
    wallet.next('eth_requestAccounts', () => new Promise(() => {}));
    const page = await visit(dao, served.url, { id, wallets: [wallet] });
    await page.button('Connect Test Wallet').click();
    await page.button('Stop waiting').click();
    await page.button('Connect Test Wallet').waitFor();
    await close(page);
  });

  it('that refuse to connect leave words', async () => {
    const wallet = new TestWallet(dao, { show: [ann.address] });
    wallet.next('eth_requestAccounts', 4001);
    const page = await visit(dao, served.url, { id, wallets: [wallet] });
    await page.button('Connect Test Wallet').click();
    await page.says('You said no in your wallet.');
    await close(page);
  });
});
