// The lineage page where a node serves it, under the node's own policy: the log comes from the node, the proof does not.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { axe, close, open, overflows, quit, shot, widths } from './browser.mjs';
import { fixtureNode } from './serving.mjs';
import { endpoint, flipped, paid, trust, vectorPath } from './vector.mjs';
import { world } from './world.mjs';

let folder;
let rpc;
let node;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dai-from-node-'));
  rpc = await endpoint();
  node = await fixtureNode(world(), { rpc: rpc.url });
});
after(async () => {
  await quit();
  await node?.stop();
  await rpc?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => node.tell({ ...world(), bundles: { 1: vectorPath } }));

const verdict = (page) => page.locator('.verdict h2').innerText();
const proven = (page) => page.locator('.lineage .mark', { hasText: /^proven$/ }).count();
const lineage = `/actions/${paid}?of=treasurer`;

/** A visitor who asks an endpoint of their own. */
const own = { prepare: (page) => page.addInitScript((url) => localStorage.setItem('dai.rpc', url), rpc.url) };

for (const [name, how] of [['desktop', {}], ['phone', { width: widths.phone }]])
  test(`a node's log is taken at once, and its own word for the block proves nothing: ${name}`, async () => {
    const page = await open(node.link(lineage), how);
    await page.locator('.verdict.claim').waitFor();
    await page.locator('.lineage li').first().waitFor();
    assert.equal(await proven(page), 0);
    await page.getByText('This node says the same hash.').waitFor();
    await shot(page, `from-node-${name}`);
    assert.equal(await overflows(page), false);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Take the node' }).click();
    await page.locator('.verdict.good').waitFor();
    await page.locator('.lineage li').first().waitFor();
    assert.notEqual(await proven(page), 0);
    // The worker ran under the policy of the node.
    assert.deepEqual(page.faults, []);
    await close(page);
  });

test("against the reader's own endpoint the same log is proven without another click", async () => {
  const page = await open(node.link(lineage), own);
  await page.locator('.verdict.good').waitFor();
  assert.match(await page.locator('.facts').first().innerText(), new RegExp(`${new URL(rpc.url).host}`));
  assert.match(await page.locator('main').innerText(), new RegExp(trust));
  assert.deepEqual(page.faults, []);
  await close(page);
});

test('a node that changes one digit is found out', async () => {
  const path = join(folder, 'flipped.json');
  await writeFile(path, flipped());
  await node.tell({ ...world(), bundles: { 1: path } });
  const page = await open(node.link(lineage), own);
  await page.locator('.verdict.bad').waitFor();
  assert.equal(await page.locator('.verdict .element code').innerText(), 'entries[1].leaves[2]');
  assert.equal(await proven(page), 0);
  await close(page);
});

test('a log is chosen by its agent, and a node that cannot give it says so and takes nothing away', async () => {
  const page = await open(node.link('/actions'));
  await page.getByLabel('Take a log from this node').selectOption('treasurer');
  await page.getByRole('button', { name: 'Take and check' }).click();
  await page.locator('.verdict').waitFor();
  await node.tell(world());
  await page.getByText('Check another log').click();
  await page.getByRole('button', { name: 'Take and check' }).click();
  await page.getByText('agent 1 has no bundle here').waitFor();
  assert.equal(await verdict(page), 'This file agrees with itself');
  await close(page);
});

test('the link of an action in its list leads to its lineage', async () => {
  const page = await open(node.link('/agents/treasurer'));
  await page.getByText('all 40').waitFor();
  await page.getByRole('region', { name: /Actions/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('link', { name: 'Lineage and proof' }).click();
  // That action is not in this log, and the page says so instead of showing another one.
  await page.getByText('DAI-7156').waitFor();
  assert.match(page.url(), /\?of=treasurer$/);
  await close(page);
});
