// What may come between a voter and the vote: it is said calmly, and nothing is lost.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ann, ben, cleo, stranger, undelegated, until } from './chain.mjs';
import { sign, why } from './voter.mjs';

/** @param {import('./voter.mjs').Voter} on */
export const troubles = (on) => describe('a vote', () => {
  it('of a wallet that fails (-32603), is busy (-32002) or goes away says what to do, and loses nothing', async () => {
    await on.as(ann.address);
    await on.page.side('Abstain').check();
    await on.page.reason().fill(why);
    const answers = [[-32603, 'answered with an error (-32603)'], [-32002, 'still showing an earlier question']];
    for (const [code, words] of answers) {
      on.wallet.next('eth_signTypedData_v4', code);
      await on.page.button(sign).click();
      await on.page.says(words);
    }
    await on.wallet.emit('disconnect', { code: 4900 });
    await on.page.says('Your wallet disconnected.');
    await on.page.button('Connect Test Wallet').click();
    await on.page.button('Disconnect Test Wallet').click();
    await on.page.says('Connect a wallet first.');
    assert.deepEqual(await on.page.draft(), { side: 'Abstain', reason: why });
    await on.end();
  });

  it('that its owner cancels (4001) loses nothing, by either way', async () => {
    await on.as(ann.address);
    await on.page.side('Against').check();
    await on.page.reason().fill(why);
    on.wallet.next('eth_signTypedData_v4', 4001);
    await on.page.button(sign).click();
    await on.page.says('You said no in your wallet. Nothing was signed or sent.');
    on.wallet.next('eth_sendTransaction', 4001);
    await on.page.button('Vote by a transaction').click();
    await on.page.says('You said no in your wallet. Nothing was signed or sent.');
    assert.deepEqual(await on.page.draft(), { side: 'Against', reason: why });
    await on.page.reload();
    await on.page.says('What do you say?');
    assert.deepEqual(await on.page.draft(), { side: 'Against', reason: why });
    assert.equal(await on.dao.hasVoted(on.id, ann.address), false);
    await on.end();
  });

  it('from the wrong chain (4902): nothing is signed there, the chain is offered, nothing is lost', async () => {
    await on.as(ann.address, { wallet: { chainId: 1, knows: [1] } });
    await on.page.says('Your wallet is on chain 1; this DAO is on chain 31337.');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    assert.ok(await on.page.button(sign).isDisabled());
    await on.page.button('Switch the wallet to chain 31337').click();
    await on.page.says('You vote with');
    assert.equal(on.wallet.count('wallet_addEthereumChain'), 1);
    assert.deepEqual(await on.page.draft(), { side: 'For', reason: why });
    await on.page.button(sign).click();
    await on.page.says('Signed, not counted yet');
    const [saved] = await Promise.all([on.page.waitForEvent('download'), on.page.button('Save it as a file').click()]);
    const file = JSON.parse(await readFile(await saved.path(), 'utf8'));
    const typed = JSON.parse(on.wallet.asked.at(-1).params[1]);
    assert.deepEqual({ ...file, signature: await ann.signTypedData(typed) }, file);
    assert.deepEqual([file.schema, file.chain, file.governor, file.proposal, file.support, file.voter, file.reason],
      ['dai.ballot/1', 'eip155:31337', on.dao.at.governor, on.id, 1, ann.address, why]);
    // It may be taken to another chain with the signed vote in hand.
    await on.wallet.goTo(1);
    await on.page.says('Your wallet is on chain 1');
    assert.ok(await on.page.button('Send it from the connected account').isDisabled());
    await on.end();
  });

  it('whose account changes half-way asks about the new account, and keeps what was chosen', async () => {
    await on.as(ann.address);
    await on.page.says('You vote with 100 DDAO');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    await on.wallet.use(cleo.address);
    await on.page.says('You vote with 300 DDAO');
    await on.page.says(`Your wallet now uses another account: ${cleo.address}.`);
    assert.deepEqual(await on.page.draft(), { side: 'For', reason: why });
    await on.page.button(sign).click();
    await on.page.says('Signed, not counted yet');
    assert.equal(JSON.parse(on.wallet.asked.at(-1).params[1]).message.voter, cleo.address);
    await on.wallet.emit('accountsChanged', []);
    await on.page.says('Your wallet took its account back.');
    assert.equal(await on.page.locator('.signed').count(), 1);
    await on.end();
  });

  it('without power says why before anything is signed, and delegates for the next', async () => {
    await on.as(undelegated.address);
    await on.page.says('it holds 50 DDAO, but they are delegated to nobody');
    await on.page.side('For').check();
    assert.ok(await on.page.button(sign).isDisabled());
    assert.ok(await on.page.button('Vote by a transaction').isDisabled());
    await on.page.button('Delegate to myself').click();
    await on.page.says('Your tokens are delegated, since block');
    await on.page.says('votes came after the moment from which the vote counts');
    await on.wallet.use(stranger.address);
    await on.page.says('it holds no tokens, and nobody delegated any to it');
    assert.equal(on.wallet.count('eth_signTypedData_v4'), 0);
    await on.end();
    // Back to how the other tests know it.
    await on.dao.call('token', 'function delegate(address)', [`0x${'0'.repeat(40)}`], undelegated.address);
  });

  it('while the endpoint of the chain is silent is off, says so, and goes on when it answers', async () => {
    await on.as(ann.address);
    await on.page.says('You vote with');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    on.page.silence(true);
    await on.page.says('The endpoint of the chain does not answer.');
    await on.page.says('does not answer as an endpoint does');
    assert.equal(await on.page.getByText('report these words').count(), 0);
    assert.ok(await on.page.button(sign).isDisabled());
    assert.deepEqual(await on.page.draft(), { side: 'For', reason: why });
    on.page.silence(false);
    await until(async () => await on.page.button(sign).isEnabled() || null);
    await on.page.button(sign).click();
    await on.page.says('Signed, not counted yet');
    on.page.silence(true);
    await until(async () => await on.page.button('Send it from the connected account').isDisabled() || null);
    assert.equal(await on.page.locator('.signed').count(), 1);
    await on.end();
  });

  it('that was cast elsewhere while the wallet was asked is not sent again', async () => {
    await on.as(ben.address);
    await on.page.side('For').check();
    await on.page.says('You vote with');
    on.wallet.next('eth_signTypedData_v4', async (params) => {
      await on.dao.call('governor', 'function castVote(uint256,uint8)', [BigInt(on.id), 0], ben.address);
      return on.wallet.sign(params);
    });
    await on.page.button(sign).click();
    await on.page.says('You voted Against');
    assert.equal(await on.page.locator('.signed').count(), 0);
    await on.end();
  });

  it('on a proposal that closed in the meantime asks the wallet for nothing', async () => {
    await on.as(ann.address);
    await on.page.says('You vote with');
    await on.page.side('For').check();
    await on.page.reason().fill(why);
    await on.dao.pass(4_000);
    await on.page.says('The vote is over: the proposal is defeated.');
    assert.equal(on.wallet.count('eth_signTypedData_v4'), 0);
    assert.deepEqual(await on.page.draft(), { side: 'For', reason: why });
    await on.end();
  });

  it('whose transaction the chain refuses in its block says so, and nothing is on its way', async () => {
    await on.as(ben.address);
    await on.page.side('For').check();
    on.wallet.next('eth_sendTransaction', async ([sent]) => {
      await on.dao.pass(4_000);
      return on.dao.ask('eth_sendTransaction', { ...sent, gas: '0x100000' });
    });
    await on.dao.ask('anvil_impersonateAccount', ben.address);
    await on.page.button('Vote by a transaction').click();
    await on.page.says('refused what it asked. Nothing was counted.');
    assert.equal(await on.page.getByText('On its way as').count(), 0);
    assert.equal(await on.dao.hasVoted(on.id, ben.address), false);
    await on.end();
  });
});
