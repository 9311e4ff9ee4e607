// The pages of a node that runs, with what its agents really did: node real.mjs LINK. Ends with 0 when a payment is
// traced from the overview to its votes, in the browser, under the policy of the node, without a complaint.
import assert from 'node:assert/strict';
import { axe, close, open, quit, shot } from './browser.mjs';

const [link] = process.argv.slice(2);
assert.ok(link, 'usage: node real.mjs LINK, as dai up prints it');
try {
  await overview();
  await trace();
} finally {
  await quit();
}

async function overview() {
  for (const path of ['/agents', '/budgets', '/cluster', '/approvals', '/proposals', '/chain']) {
    const page = await open(`${link}&to=${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => !/asking the (node|chain)|loading the page/.test(document.body.innerText));
    await shot(page, `real-${path.slice(1)}`);
    assert.deepEqual([path, ...page.faults], [path]);
    await close(page);
  }
}

async function trace() {
  const page = await open(link);
  const told = page.waitForResponse('**/v1/events');
  const done = page.getByRole('region', { name: 'The latest actions of all agents' })
    .locator('tr', { hasText: 'done' }).first();
  await done.getByRole('link', { name: /Lineage/ }).click();
  await page.locator('.verdict.claim').waitFor();
  await page.getByRole('button', { name: 'Take the node' }).click();
  await page.locator('.verdict.good').waitFor();
  await page.locator('.lineage li').first().waitFor();
  const standings = await page.locator('.lineage li').evaluateAll((lines) => Object.fromEntries(lines.map((line) =>
    [line.querySelector('.subject').innerText, line.querySelector('.mark').innerText.trim()])));
  for (const step of ['Policy', 'Instruction', 'Rule', 'Money', 'Checkpoint', 'Votes'])
    assert.equal(standings[step], 'proven', `${step} is ${standings[step]}: ${JSON.stringify(standings)}`);
  assert.equal((await told).status(), 200);
  await shot(page, 'real-lineage');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.faults, []);
  await close(page);
}
