// Every page of the operator, for everybody: no serious finding of axe, nothing to scroll sideways for on a phone, no
// complaint of the browser. Each is photographed; the pictures are looked at by people.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axe, close, open, overflows, quit, shot, widths } from './browser.mjs';
import { fixtureNode } from './serving.mjs';
import { startDao } from './vote/chain.mjs';
import { hash, now, world } from './world.mjs';

const pages = [
  ['overview', '/', 'Overview'],
  ['agents', '/agents', 'Agents'],
  ['agent', '/agents/treasurer', 'treasurer'],
  ['budgets', '/budgets', 'Budgets'],
  ['approvals', '/approvals', 'Approvals'],
  ['approval', `/approvals/${hash('waiting')}`, 'Approvals'],
  ['cluster', '/cluster', 'Cluster'],
  ['chain', '/chain', 'Chain'],
  ['nowhere', '/no/such/page', 'There is no such page'],
];
const looks = [
  ['light', {}],
  ['dark', { scheme: 'dark' }],
  ['phone', { width: widths.phone, height: 844 }],
];
let dao;
let node;

before(async () => {
  dao = await startDao();
  node = await fixtureNode(world(), { rpc: dao.rpc, manifest: JSON.parse(dao.daoJson()).manifest });
});
after(async () => {
  await quit();
  await node?.stop();
  await dao?.stop();
});

describe('the page', () => {
  for (const [name, path, title] of pages)
    for (const [look, how] of looks)
      it(`${name} can be shown to anybody: ${look}`, async () => {
        const page = await open(node.link(path), { ...how, now });
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await page.waitForFunction(() => !/asking the (node|chain)|loading the page/.test(document.body.innerText));
        if (name === 'agent') await choose(page);
        if (name === 'approval') await page.getByText('What a yes signs').click();
        await shot(page, `${name}-${look}`);
        assert.deepEqual(await axe(page), []);
        assert.equal(await overflows(page), false, 'it is wider than its window');
        assert.deepEqual(page.faults, []);
        await close(page);
      });
});

// The third action from the top was refused.
async function choose(page) {
  await page.getByText('all 40').waitFor();
  await page.getByRole('region', { name: /Actions/ }).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  await page.getByText('Pay 120 USDC to Hosting').waitFor();
}
