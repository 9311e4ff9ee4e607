// Pages at their extremes: nothing there yet, two hundred agents, no node at all. Looked at like every other page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axe, close, open, overflows, quit, shot, widths } from './browser.mjs';
import { fileServer, fixtureNode } from './serving.mjs';
import { startDao } from './vote/chain.mjs';
import { crowd, empty, now } from './world.mjs';

let dao;
let node;
let files;

before(async () => {
  dao = await startDao();
  node = await fixtureNode(empty(), { rpc: dao.rpc, manifest: JSON.parse(dao.daoJson()).manifest });
  files = await fileServer({ '/dao.json': dao.daoJson() });
});
after(async () => {
  await quit();
  await files?.stop();
  await node?.stop();
  await dao?.stop();
});

/** Opens a page, waits for what it has to say, looks at it as everybody does, and photographs it. */
async function looked(url, name, says, how = {}) {
  const page = await open(url, { now, ...how });
  for (const words of says) await page.getByText(words).filter({ visible: true }).first().waitFor();
  await page.waitForFunction(() => !/asking the (node|chain)|loading the page/.test(document.body.innerText));
  await shot(page, name);
  assert.deepEqual(await axe(page), []);
  assert.equal(await overflows(page), false, 'it is wider than its window');
  assert.deepEqual(page.faults, []);
  return page;
}

const phone = { width: widths.phone, height: 844 };

describe('where nothing is there yet', () => {
  for (const [name, path, says] of [
    ['overview', '/', 'This operator hosts no agent yet.'],
    ['cluster', '/cluster', 'No lease is on chain yet.'],
  ])
    it(`the page ${name} says what will be`, async () => {
      await node.tell(empty());
      await close(await looked(node.link(path), `${name}-empty`, [says]));
    });
});

describe('many agents', () => {
  before(() => node.tell(crowd(200)));

  it('leave the overview short: those that want something come first, and no log is read twice', async () => {
    const logs = [];
    const page = await looked(node.link('/'), 'overview-crowd', ['All 200 agents', 'lineage'], {
      prepare: async (made) => made.on('request', (asked) => {
        if (asked.url().includes('/log?')) logs.push(asked.url());
      }),
    });
    const first = page.getByRole('region', { name: 'Agents of this operator' }).locator('tbody tr');
    assert.equal(await first.count(), 10);
    assert.deepEqual(await first.locator('td:first-child').allInnerTexts().then((all) => all.slice(0, 4)),
      ['agent-5', 'agent-60', 'treasurer', 'agent-7']);
    await page.getByRole('link', { name: 'Cluster', exact: true }).first().click();
    await page.getByRole('link', { name: 'Overview' }).click();
    assert.equal(new Set(logs).size, 200);
    await close(page);
  });

  it('are found by their names, on a phone as well', async () => {
    const page = await looked(node.link('/agents'), 'agents-crowd-phone', ['200 of 200'], phone);
    await page.getByLabel('Find an agent').fill('as-long-as');
    await page.getByText('1 of 200').waitFor();
    assert.equal(await page.getByRole('region', { name: 'Agents of this operator' }).locator('tbody tr').count(), 1);
    await close(page);
  });

  it('show the pace of a budget when it is asked for', async () => {
    await node.tell(crowd(20));
    const page = await looked(node.link('/budgets'), 'budgets-crowd', ['agent-19']);
    assert.equal(await page.locator('.burn').count(), 0);
    await page.getByRole('button', { name: 'Pace and forecast of treasurer' }).click();
    await page.locator('.burn').first().waitFor();
    await close(page);
  });
});

describe('without a node', () => {
  for (const [name, path, says, how] of [
    ['overview-chain', '/', ['Agents, by the chain', 'treasurer', 'Token of the node'], {}],
    ['overview-chain-dark', '/', ['treasurer'], { scheme: 'dark' }],
    ['overview-chain-phone', '/', ['treasurer'], phone],
    ['agents-chain', '/agents', ['treasurer'], {}],
    ['cluster-chain', '/cluster', ['Leases of operator 1, by the chain'], {}],
    ['budgets-chain', '/budgets', ['1 500 of 1 500 USDC may be used now'], {}],
  ])
    it(`${name} shows what the chain alone says`, async () => {
      await close(await looked(`${files.url}#${path}`, name, says, how));
    });

  it('a node that stops answering leaves its reader with the chain', async () => {
    const page = await open(node.link('/agents'), {
      prepare: (made) => made.route('**/v1/{agents,status,events}', (route) => route.abort('connectionrefused')),
    });
    await page.getByText('DAI-7101').first().waitFor();
    await page.getByRole('region', { name: 'Agents of the registry' }).getByText('treasurer').waitFor();
    await close(page);
  });
});
