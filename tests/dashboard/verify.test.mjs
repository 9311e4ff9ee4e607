// The lineage of an action in a real Chromium: from a file that is dropped, without a node, against the reader's own
// endpoint, which may lie.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, close, open, overflows, quit, shot, widths } from './browser.mjs';
import { daoJson, fileServer } from './serving.mjs';
import { blockNumber, endpoint, flipped, paid, refused, trust, vector, vectorFile } from './vector.mjs';

const source = vector;
const bundle = () => JSON.parse(source);

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'dai-verify-')); });
after(async () => {
  await quit();
  await rm(folder, { recursive: true, force: true });
});

/** A file server with the dashboard beside the manifest of the vectors, and an endpoint; both end with the test. */
async function served(context, said = {}, more = {}) {
  const rpc = await endpoint(said);
  const server = await fileServer({ '/dao.json': await daoJson(rpc.url), ...more });
  context.after(() => Promise.all([rpc.stop(), server.stop()]));
  return server.url;
}

async function visit(context, url, how) {
  const page = await open(url, how);
  context.after(() => close(page));
  return page;
}

const choose = (page, content, name = 'log.json') => page.setInputFiles('input[type=file]',
  { name, mimeType: 'application/json', buffer: Buffer.from(content) });

const verdict = (page) => page.locator('.verdict h2').innerText();
const standings = (page) => page.locator('.lineage li').evaluateAll((lines) => Object.fromEntries(lines.map((line) =>
  [line.querySelector('.subject').textContent, line.querySelector('.mark').textContent])));

/** A digit of a leaf changed for another one. */
for (const [name, how] of [['desktop', {}], ['dark', { scheme: 'dark' }], ['phone', { width: widths.phone }]]) {
  test(`a payment is traced to its votes from a file alone: ${name}`, async (context) => {
    const page = await visit(context, `${await served(context)}#/actions/${paid}`, how);
    await choose(page, source);
    await page.locator('.lineage li').first().waitFor();

    assert.equal(await verdict(page), 'This file verifies');
    assert.deepEqual(await standings(page), {
      Proposal: 'not checked', Votes: 'not checked', Policy: 'proven', Instruction: 'proven', Model: 'claimed',
      Labels: 'claimed', Rule: 'proven', Money: 'proven', Checkpoint: 'proven',
    });
    const picture = page.locator('.lineage-picture svg:visible');
    assert.equal(await picture.count(), 1);
    const alt = await picture.getAttribute('aria-label');
    for (const [subject, standing] of Object.entries(await standings(page)))
      assert.ok(alt.includes(`${subject}: ${standing}`), alt);
    assert.match(await page.locator('.lineage').innerText(),
      /100 USDC \(100000000 units of 0x4E73FBC969d1a91588B6d5D8396590A4Cd3AEc0E\) to 0x[0-9a-fA-F]{40}/);
    assert.equal(await overflows(page), false);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(page.faults, []);
    await shot(page, `lineage-${name}`);
  });
}

test('a vote is proven where the file holds it, and every action of a file can be opened', async (context) => {
  const page = await visit(context, `${await served(context)}#/actions`);
  const transfer = await page.evaluateHandle((text) => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([text], 'log.json', { type: 'application/json' }));
    return dropped;
  }, source);
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
  await page.locator('.verdict.good').waitFor();

  assert.equal(await page.locator('tbody tr').count(), 7);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'log-desktop');
  const voted = bundle().entries[5].leaves[2].words[6];
  await page.locator(`a[href="#/actions/${voted}"]`).click();
  await page.locator('.lineage li').first().waitFor();

  assert.deepEqual((({ Proposal, Votes, Policy }) => ({ Proposal, Votes, Policy }))(await standings(page)),
    { Proposal: 'proven', Votes: 'proven', Policy: 'proven' });
  assert.match(await page.locator('.lineage').innerText(), /7000000000000000000 for, 1000000000000000000 against/);
});

test('a refusal is decided again, and nothing was paid', async (context) => {
  const page = await visit(context, `${await served(context)}#/actions/${refused}`);
  await choose(page, source);
  await page.locator('.lineage li').first().waitFor();

  const { Rule, Money } = await standings(page);
  assert.deepEqual({ Rule, Money }, { Rule: 'proven', Money: 'proven' });
  assert.match(await page.locator('.lineage').innerText(), /nothing was paid for this action/);
  await shot(page, 'lineage-refused-desktop');
});

for (const [name, how] of [['desktop', {}], ['phone', { width: widths.phone }]]) {
  test(`one flipped digit is found and its leaf is named: ${name}`, async (context) => {
    const page = await visit(context, `${await served(context)}#/actions/${paid}`, how);
    await choose(page, flipped());
    await page.locator('.verdict.bad').waitFor();

    assert.equal(await verdict(page), 'This file does not verify');
    assert.equal(await page.locator('.verdict .element code').innerText(), 'entries[1].leaves[2]');
    assert.equal(await page.locator('.lineage .mark', { hasText: /^proven$/ }).count(), 0);
    assert.equal(await overflows(page), false);
    assert.deepEqual(await axe(page), []);
    await shot(page, `flipped-${name}`);
  });
}

test('an endpoint that gives another hash is shown as the one that disagrees', async (context) => {
  const page = await visit(context, `${await served(context, { hash: `0x${'ab'.repeat(32)}` })}#/actions/${paid}`);
  await choose(page, source);
  await page.locator('.verdict.bad').waitFor();

  assert.equal(await page.locator('.verdict .element code').innerText(), 'chain.header');
  assert.match(await page.getByRole('alert').innerText(), /DAI-7154[\s\S]*0xabab[\s\S]*ask a second endpoint/);
  await shot(page, 'lying-endpoint-desktop');
  // A hash from elsewhere counts instead of the liar's.
  await page.getByLabel(/Hash of the block/).fill(trust);
  await page.getByRole('button', { name: 'Trust this hash' }).click();
  await page.locator('.verdict.good').waitFor();
  assert.match(await page.locator('.facts').first().innerText(), /you, who pasted it/);
});

test('an endpoint that holds other code is shown, and one without the block is believed nothing', async (context) => {
  const other = await visit(context, `${await served(context, { code: '0x6001' })}#/actions/${paid}`);
  await choose(other, source);
  await other.locator('.verdict').waitFor();
  assert.match(await other.getByRole('alert').innerText(), /DAI-7155[\s\S]*authority/);

  const short = await visit(context, `${await served(context, { head: blockNumber - 1 })}#/actions/${paid}`);
  await choose(short, source);
  await short.locator('.verdict.claim').waitFor();
  assert.match(await short.getByRole('alert').innerText(), /DAI-7152/);
  assert.equal(await short.locator('.lineage .mark', { hasText: /^proven$/ }).count(), 0);
});

test('without endpoint and manifest all is a claim; a manifest may be chosen with the file', async (context) => {
  const server = await fileServer();
  context.after(() => server.stop());
  const page = await visit(context, `${server.url}#/actions/${paid}`);
  await choose(page, source);
  await page.locator('.verdict.claim').waitFor();
  await page.locator('.lineage li').first().waitFor();
  assert.equal(await page.locator('.lineage .mark', { hasText: /^proven$/ }).count(), 0);
  assert.match(await page.locator('.lineage').innerText(), /no block hash says that its block exists/);
  await shot(page, 'claimed-desktop');

  await page.getByLabel(/Hash of the block/).fill(trust);
  await page.getByRole('button', { name: 'Trust this hash' }).click();
  await page.getByText('Nobody said whose contracts these are').waitFor();
  await page.setInputFiles('input[type=file]', [
    { name: 'log.json', mimeType: 'application/json', buffer: Buffer.from(source) },
    { name: 'manifest.json', mimeType: 'application/json', buffer: Buffer.from(await vectorFile('manifest.json')) },
  ]);
  await page.locator('.verdict.good').waitFor();
  assert.match(await page.locator('.facts').first().innerText(), /the manifest in manifest\.json/);
});

test('the keyboard alone leads from the file to the lineage', async (context) => {
  const page = await visit(context, `${await served(context)}#/actions`);
  const input = page.locator('input[type=file]');
  // Pressed before the page has settled it may go nowhere, as for anybody; then it is pressed again.
  let chooser = null;
  for (let i = 0; i < 5 && chooser === null; i++) {
    const opened = page.waitForEvent('filechooser', { timeout: 4_000 }).catch(() => null);
    await input.press('Enter');
    chooser = await opened;
  }
  const path = join(folder, 'log.json');
  await writeFile(path, source);
  await chooser.setFiles(path);
  await page.locator('.verdict.good').waitFor();
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.getAttribute('href')?.startsWith('#/actions/0x'))) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('.lineage li').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
});

test('the page answers while tens of megabytes are checked', async (context) => {
  const large = bundle();
  large.unanchored = Array.from({ length: 15_000 }, () => large.unanchored[0]);
  const path = join(folder, 'large.json');
  const text = JSON.stringify(large);
  assert.ok(text.length > 20_000_000);
  await writeFile(path, text);
  const page = await visit(context, `${await served(context)}#/actions`);
  await page.evaluate(() => {
    globalThis.gaps = [];
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      globalThis.gaps.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const start = Date.now();
  await page.setInputFiles('input[type=file]', path);
  await page.locator('.verdict.good').waitFor({ timeout: 60_000 });
  const gaps = await page.evaluate(() => globalThis.gaps);
  const [took, longest] = [Date.now() - start, Math.max(...gaps)];
  const megabytes = Math.round(text.length / 1e6);
  context.diagnostic(`${megabytes} MB in ${took} ms, the longest pause of the page ${Math.round(longest)} ms`);
  assert.ok(longest < Math.max(300, took / 2), `the page paused for ${longest} ms of ${took}`);
});

test('what a file says is text', async (context) => {
  const hostile = bundle();
  const text = '<img src=x onerror="globalThis.hit = 1"><script>globalThis.hit = 1</script>';
  hostile.entries[1].leaves[1].typedData.text = text;
  hostile.agents[0].name = text;
  const page = await visit(context, `${await served(context)}#/actions/${paid}`);
  await choose(page, JSON.stringify(hostile));
  await page.locator('.verdict.bad').waitFor();
  await page.locator('.lineage li').first().waitFor();
  assert.ok((await page.locator('.lineage').innerText()).includes(text));
  assert.equal(await page.evaluate(() => globalThis.hit), undefined);

  await choose(page, '{"schema": "another"}');
  assert.match(await page.getByRole('alert').first().innerText(), /DAI-7150/);
});
