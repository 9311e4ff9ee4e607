// An approver decides with a wallet: what it signs is what the page shows, and nothing is lost on the way.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { axe, close, open, quit, root, shot } from './browser.mjs';
import { fixtureNode } from './serving.mjs';
import { hash, now, world } from './world.mjs';
import { ann, ben } from './vote/chain.mjs';
import { TestWallet } from './vote/wallet.mjs';

const { recoverAddress } = createRequire(join(root, 'src', 'dashboard', 'package.json'))('viem');
let node;
let known = 0;

before(async () => {
  node = await fixtureNode(world({ approver: ann.address }));
});
after(async () => {
  await quit();
  await node?.stop();
});
beforeEach(async () => {
  known = (await node.given()).length;
});

/** The inbox with a wallet of this account connected. */
async function visit(account, how = {}) {
  const wallet = new TestWallet({ chainId: 31_337 }, { show: [account.address] });
  const page = await open(node.link(`/approvals/${hash('waiting')}`), {
    now,
    prepare: (made) => wallet.enter(made),
    ...how,
  });
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click();
  await page.getByText('Deciding as').waitFor();
  return { page, wallet };
}

const told = async () => (await node.given()).slice(known).map((line) => line.split(' '));

/** The digest that the page shows beside this name. */
const digest = (page, name) =>
  page
    .locator('.facts > div', { has: page.getByText(name, { exact: true }) })
    .locator('code')
    .innerText();

describe('an approver with a wallet', () => {
  it('signs the digest that the page shows, and the node gets it', async () => {
    const { page } = await visit(ann);
    await page.getByText('What a yes signs').click();
    const shown = await digest(page, 'Digest of the yes');
    await page.getByRole('button', { name: 'Sign a yes' }).click();
    await page.getByText('The node took it').waitFor();
    const [[kind, action, approver, , signature]] = await told();
    assert.deepEqual([kind, action, approver], ['Approve', hash('waiting'), ann.address]);
    assert.equal(await recoverAddress({ hash: shown, signature }), ann.address);
    await shot(page, 'approval-signed-light');
    assert.deepEqual(await axe(page), []);
    await close(page);
  });

  it('says no with a reason, which is in what is signed', async () => {
    const { page } = await visit(ann, { width: 390 });
    await page.getByLabel('Reason, for a no').fill('not this month');
    const shown = await page.locator('.judge .hash code').innerText();
    await page.getByRole('button', { name: 'Sign a no' }).click();
    await page.getByText('The node took it').waitFor();
    const [[kind, , , , signature]] = await told();
    assert.equal(kind, 'Deny');
    assert.equal(await recoverAddress({ hash: shown, signature }), ann.address);
    await close(page);
  });

  it('who cancels in the wallet has sent nothing and loses nothing', async () => {
    const { page, wallet } = await visit(ann);
    await page.getByLabel('Reason, for a no').fill('wait');
    wallet.next('eth_signTypedData_v4', 4001);
    await page.getByRole('button', { name: 'Sign a no' }).click();
    await page.getByText('You said no in your wallet.').waitFor();
    assert.equal(await page.getByLabel('Reason, for a no').inputValue(), 'wait');
    assert.deepEqual(await told(), []);
    await close(page);
  });

  it('whose account is not asked for learns why it cannot, also after it changes', async () => {
    const { page, wallet } = await visit(ben);
    assert.ok(await page.getByRole('button', { name: 'Sign a yes' }).isDisabled());
    await page.getByText('This account is not among those').waitFor();
    await wallet.use(ann.address);
    await page.getByText('This account is not among those').waitFor({ state: 'detached' });
    assert.ok(await page.getByRole('button', { name: 'Sign a yes' }).isEnabled());
    await close(page);
  });
});
