// Ways through a vote that end in one which counts.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../browser.mjs';
import { ann, ben, contractWallet, stranger, until } from './chain.mjs';
import { visit } from './visit.mjs';
import { sign, why } from './voter.mjs';
import { TestWallet } from './wallet.mjs';

const { recoverTypedDataAddress } = createRequire(join(root, 'src', 'dashboard', 'package.json'))('viem');

/** @param {import('./voter.mjs').Voter} on */
export const casting = (on) => describe('a vote', () => {
  it('by signature: three clicks from the link, the reason kept, sent by somebody else, a receipt', async () => {
    on.wallet = new TestWallet(on.dao, { show: [ann.address] });
    on.page = await visit(on.dao, on.url, { id: on.id, wallets: [on.wallet] });
    await on.page.button('Connect Test Wallet').click();
    await on.page.says('You vote with');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    assert.equal(on.wallet.count('eth_signTypedData_v4'), 0);
    await on.page.says('What this signature does');
    const clicks = await on.page.evaluate(() => globalThis.clicks);
    await on.page.button(sign).click();
    await on.page.says('Signed, not counted yet');
    assert.ok(clicks + 1 <= 4, `${clicks + 1} clicks`);
    const [account, json] = on.wallet.asked.find((one) => one.method === 'eth_signTypedData_v4').params;
    const typed = JSON.parse(json);
    const { proposalId, support, reason } = typed.message;
    assert.deepEqual([account, typed.primaryType, proposalId, support, reason],
      [ann.address, 'ExtendedBallot', on.id, 1, why]);
    assert.equal(on.wallet.count('eth_sendTransaction'), 0);
    assert.equal(await on.dao.hasVoted(on.id, ann.address), false);
    // Another account sends it and pays; the vote is the signer's.
    await on.wallet.use(stranger.address);
    await on.page.button('Send it from the connected account').click();
    await on.page.says('The signed vote is cast, in block');
    assert.equal(await on.page.locator('.signed').count(), 0);
    assert.equal(await on.dao.hasVoted(on.id, ann.address), true);
    await on.wallet.use(ann.address);
    await on.page.says('You voted For');
    assert.equal(await on.page.locator('.receipt blockquote').innerText(), why);
    assert.deepEqual(await on.dao.votes(on.id), [0n, 100n * 10n ** 18n, 0n]);
    assert.equal(await recoverTypedDataAddress({ ...typed, signature: await ann.signTypedData(typed) }), ann.address);
    assert.deepEqual(on.page.faults, []);
    await on.end();
  });

  it('from the start page: its open votes lead to the signature in four clicks', async () => {
    on.wallet = new TestWallet(on.dao, { show: [ann.address] });
    on.page = await visit(on.dao, on.url, { address: `${on.url}#/`, wallets: [on.wallet] });
    const votes = on.page.locator('section', { hasText: 'Open votes' });
    await votes.locator(`a[href$="${on.id}"]`).click();
    await on.page.button('Connect Test Wallet').click();
    await on.page.says('You vote with');
    await on.page.side('For').check();
    await on.page.button(sign).click();
    await on.page.says('Signed, not counted yet');
    const clicks = await on.page.evaluate(() => globalThis.clicks);
    assert.ok(clicks <= 4, `${clicks} clicks`);
    assert.equal(on.wallet.count('eth_signTypedData_v4'), 1);
    await on.end();
  });

  it('by signature that somebody else sends is no longer to be sent, also where no wallet is connected', async () => {
    await on.as(ann.address);
    await on.page.side('For').check();
    await on.page.says('Once counted it cannot be changed.');
    await on.page.button(sign).click();
    await on.page.says('To change your mind throw it away and vote anew');
    await on.page.button('Disconnect Test Wallet').click();
    await on.dao.call('governor', 'function castVote(uint256,uint8)', [BigInt(on.id), 1], ann.address);
    await on.page.says('is cast: For, in block');
    assert.equal(await on.page.locator('.signed').count(), 0);
    await on.page.reload();
    await on.page.says('What do you say?');
    assert.equal(await on.page.locator('.signed').count(), 0);
    await on.end();
  });

  it('of tokens that their owner lends to another: named in full, refused where a digit is wrong', async () => {
    const delegate = () => on.dao.view('token', 'function delegates(address) view returns (address)', [ann.address]);
    await on.as(ann.address);
    await on.page.getByText('Let somebody else vote with your tokens').click();
    await on.page.says('voted by yourself');
    const who = on.page.getByLabel('Who shall vote with them');
    const button = on.page.getByRole('button', { name: 'Delegate', exact: true });
    for (const [given, words] of [['0x12', 'This is no address'], [`0x${'0'.repeat(40)}`, 'Nobody has this address'],
      [stranger.address.replace(/[a-f]/, (one) => one.toUpperCase()), 'A digit of this address is wrong'],
      [ann.address, 'This account votes with them already.']]) {
      await who.fill(given);
      await on.page.says(words);
      assert.ok(await button.isDisabled());
    }
    await who.fill(stranger.address);
    await button.click();
    await on.page.says('Your tokens are delegated, since block');
    assert.equal(await delegate(), stranger.address);
    // The vote that has begun stays hers.
    await on.page.says('You vote with 100 DDAO');
    await on.page.locator('.delegation', { hasText: `voted by ${stranger.address}` }).waitFor();
    await who.fill(ann.address);
    // In a second of its own: gas is estimated for the one before it.
    await on.dao.pass(3);
    await button.click();
    await until(async () => await delegate() === ann.address || null);
    await on.end();
  });

  it('by transaction, without a reason', async () => {
    await on.as(ben.address);
    await on.page.side('Against').check();
    await on.page.button('Vote by a transaction').click();
    await on.page.says('You voted Against');
    assert.deepEqual(await on.dao.votes(on.id), [200n * 10n ** 18n, 0n, 0n]);
    assert.equal(on.wallet.count('eth_signTypedData_v4'), 0);
    await on.end();
  });

  it('of a wallet that is a contract: only by transaction, and it counts', async () => {
    await on.as(contractWallet);
    await on.page.says('This account is a contract');
    assert.equal(await on.page.button(sign).count(), 0);
    await on.page.side('Abstain').check();
    await on.page.reason().fill('as a contract');
    await on.page.button('Vote by a transaction').click();
    await on.page.says('You voted Abstain');
    assert.deepEqual(await on.dao.votes(on.id), [0n, 0n, 40n * 10n ** 18n]);
    await on.end();
  });

  it('of an account that lends itself code: a signature that would not count is not kept', async () => {
    await on.dao.ask('anvil_setCode', ben.address, `0xef0100${on.dao.at.usdc.slice(2)}`);
    await on.as(ben.address);
    await on.page.says('This account lends itself code (EIP-7702)');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    await on.page.button(sign).click();
    await on.page.says('The Governor does not take this signature for that account.');
    assert.equal(await on.page.locator('.signed').count(), 0);
    assert.deepEqual(await on.page.draft(), { side: 'For', reason: why });
    await on.page.button('Vote by a transaction').click();
    await on.page.says('You voted For');
    await on.end();
    await on.dao.ask('anvil_setCode', ben.address, '0x');
  });

  it('cast before, by any way, is shown as a receipt and asked for no more', async () => {
    await on.dao.call(
      'governor', 'function castVoteWithReason(uint256,uint8,string)', [BigInt(on.id), 2, why], ben.address);
    await on.as(ben.address);
    await on.page.says('You voted Abstain');
    assert.equal(await on.page.button(sign).count(), 0);
    assert.equal(await on.page.locator('.receipt blockquote').innerText(), why);
    await on.end();
  });

  it('with the keyboard alone', async () => {
    on.wallet = new TestWallet(on.dao, { show: [ann.address] });
    on.page = await visit(on.dao, on.url, { id: on.id, wallets: [on.wallet] });
    await on.page.button('Connect Test Wallet').waitFor();
    const reach = async (is) => {
      for (let tabs = 0; tabs < 60; tabs++) {
        const at = await on.page.evaluate(() => {
          const focused = document.activeElement;
          return focused?.innerText || focused?.closest('label')?.innerText || focused?.tagName;
        });
        if (at === is) return;
        await on.page.keyboard.press('Tab');
      }
      assert.fail(`the keyboard does not reach ${is}`);
    };
    await reach('Connect Test Wallet');
    await on.page.keyboard.press('Enter');
    await on.page.says('You vote with');
    await reach('For');
    await on.page.keyboard.press('Space');
    await reach('TEXTAREA');
    await on.page.keyboard.type('by keyboard');
    await until(async () => await on.page.button(sign).isEnabled() || null);
    await reach(sign);
    await on.page.keyboard.press('Enter');
    await on.page.says('Signed, not counted yet');
    await reach('Send it from the connected account');
    await on.page.keyboard.press('Enter');
    await on.page.says('You voted For');
    assert.equal(await on.page.evaluate(() => globalThis.clicks), 0);
    await on.end();
  });
});
