// Wallets that announce themselves: several, none, silent ones.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { close } from '../browser.mjs';
import { ann, stranger } from './chain.mjs';
import { visit } from './visit.mjs';
import { sign } from './voter.mjs';
import { TestWallet } from './wallet.mjs';

/** @param {import('./voter.mjs').Voter} on */
export const wallets = (on) => describe('the wallets', () => {
  it('that bear one name are told apart, and the one that was chosen is the one that is asked', async () => {
    const honest = new TestWallet(on.dao, { show: [ann.address], name: 'MetaMask', rdns: 'io.metamask' });
    const liar = new TestWallet(on.dao, { show: [stranger.address], name: 'MetaMask', rdns: 'io.metamask.fox' });
    const page = await visit(on.dao, on.url, { id: on.id, wallets: [honest, liar] });
    await page.says('Another wallet here bears the same name.');
    assert.equal(await page.button('Connect MetaMask').count(), 2);
    await page.button('Connect MetaMask').first().click();
    await page.says(ann.address);
    assert.equal(liar.asked.length, 0);
    await close(page);
  });

  it('that are none leave the page readable and say what to do', async () => {
    const page = await visit(on.dao, on.url, { id: on.id });
    await page.says('No wallet announces itself to this page.');
    await page.says('Gives the agent');
    assert.ok(await page.button(sign).isDisabled());
    await close(page);
  });

  it('that never answer can be left waiting', async () => {
    const wallet = new TestWallet(on.dao, { show: [ann.address] });
    wallet.next('eth_requestAccounts', () => new Promise(() => {}));
    const page = await visit(on.dao, on.url, { id: on.id, wallets: [wallet] });
    await page.button('Connect Test Wallet').click();
    await page.button('Stop waiting').click();
    await page.button('Connect Test Wallet').waitFor();
    await close(page);
  });

  it('that refuse to connect leave words', async () => {
    const wallet = new TestWallet(on.dao, { show: [ann.address] });
    wallet.next('eth_requestAccounts', 4001);
    const page = await visit(on.dao, on.url, { id: on.id, wallets: [wallet] });
    await page.button('Connect Test Wallet').click();
    await page.says('You said no in your wallet.');
    await close(page);
  });
});
