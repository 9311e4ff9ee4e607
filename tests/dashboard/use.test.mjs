// How the dashboard is used: by keyboard alone, while things change, without a node, and over a long log.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, describe, it } from 'node:test';
import { close, open, quit } from './browser.mjs';
import { daoJson, dashboard, fileServer, fixtureNode, rpcStub } from './serving.mjs';
import { startDao } from './vote/chain.mjs';
import { world } from './world.mjs';

after(quit);

/** Runs with what is stopped afterwards, whatever happens. */
async function using(makers, use) {
  const made = [];
  try {
    for (const make of makers) made.push(await make());
    return await use(...made);
  } finally {
    for (const one of made.reverse()) await one.stop();
  }
}

describe('with the keyboard alone', () => {
  it('one reaches every page, passes the links over, chooses an action and reads what was asked', () =>
    using([() => fixtureNode(world())], async (node) => {
      const page = await open(node.link());
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
      await tabTo(page, 'treasurer');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'treasurer' }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
      await page.getByText('all 40').waitFor();
      await tabTo(page, 'refused');
      await page.keyboard.press('Enter');
      assert.equal(await page.getByRole('button', { pressed: true }).first().textContent(), 'refused 10');
      await tabTo(page, 'Actions, the newest first; arrow keys choose');
      await page.keyboard.press('ArrowDown');
      await page.getByText('What was asked').waitFor();
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(outline, 'solid');
      await close(page);
    }));
});

/** Presses Tab until the focus is on what bears this name; a page where that takes forever has no way there. */
async function tabTo(page, name) {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(
      () => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent,
    );
    if (here.startsWith(name)) return;
  }
  assert.fail(`no way to '${name}' with Tab`);
}

describe('while things change', () => {
  it('an action that comes to wait is seen without a reload, and one that was answered goes', () =>
    using([() => fixtureNode({ ...world(), approvals: [] })], async (node) => {
      const page = await open(node.link('/approvals'));
      await page.getByText('Nothing waits for an approval.').waitFor();
      await node.tell(world());
      await page.getByText('treasurer wants wallet.pay').waitFor();
      await node.tell({ ...world(), approvals: [] });
      await page.getByText('Nothing waits for an approval.').waitFor();
      await close(page);
    }));

  it('new actions stand above those before, and the choice stays', () =>
    using([() => fixtureNode(world({ actions: 40 }))], async (node) => {
      const page = await open(node.link('/agents/treasurer'));
      await page.getByText('all 40').waitFor();
      await page.getByRole('region', { name: /Actions/ }).focus();
      for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowDown');
      const chosen = await page.locator('tr.chosen').innerText();
      const more = world({ actions: 44 });
      const known = world({ actions: 40 }).logs.treasurer;
      more.logs.treasurer = [...known, ...more.logs.treasurer.slice(known.length)];
      await node.tell(more);
      await page.getByText(/^all 4[1-9]$/).waitFor();
      assert.equal(await page.locator('tr.chosen').innerText(), chosen);
      await close(page);
    }));

  it('a page that is told of changes does not ask meanwhile, and one that is not told asks', () =>
    using([() => fixtureNode({ ...world(), approvals: [] })], async (node) => {
      for (const told of [true, false]) {
        const asked = [];
        const page = await open(node.link('/approvals'), {
          prepare: async (made) => {
            await made.clock.install();
            if (!told) await made.route('**/v1/events', (route) => route.abort('connectionrefused'));
            made.on('request', (one) => asked.push(new URL(one.url()).pathname));
          },
        });
        await page.getByText('Nothing waits for an approval.').waitFor();
        await node.tell(world());
        await page.getByText('treasurer wants wallet.pay').waitFor();
        const before = asked.length;
        await page.clock.runFor(8_000);
        // What was asked before this is known when this was answered.
        await page.evaluate(() => fetch('./mark.svg'));
        const since = asked.slice(before).filter((path) => path === '/v1/approvals' || path === '/v1/status');
        assert.equal(since.length === 0, told, `it asked for ${since} within eight seconds`);
        await node.tell({ ...world(), approvals: [] });
        await page.getByText('Nothing waits for an approval.').waitFor();
        await close(page);
      }
    }));

  it('the end of a node is noticed at once, and what was read stays', () =>
    using([() => fixtureNode(world())], async (node) => {
      let listening;
      const page = await open(node.link('/cluster'), {
        prepare: async (made) => { listening = made.waitForResponse('**/v1/events'); },
      });
      await page.getByText('Anchor key').waitFor();
      await listening;
      await node.stop();
      await page.getByText('DAI-7101').first().waitFor();
      assert.ok(await page.getByText('Anchor key').isVisible());
      await close(page);
    }));

  it('a node that is silent for a while is read again when it is back', () =>
    using([() => fixtureNode(world())], async (node) => {
      const page = await open(node.link('/cluster'), {
        prepare: (made) => made.route('**/v1/events', (route) => route.abort('connectionrefused')),
      });
      await page.getByText('Anchor key').waitFor();
      await page.route('**/v1/**', (route) => route.abort('connectionrefused'));
      await page.getByText('DAI-7101').first().waitFor();
      await page.getByText('What follows is as of').waitFor();
      assert.ok(await page.getByText('Anchor key').isVisible());
      await page.unroute('**/v1/**');
      await page.getByText('DAI-7101').first().waitFor({ state: 'detached' });
      await close(page);
    }));
});

describe('without a node', () => {
  it('a copy on any file server shows the DAO on its chain, and asks for a token where one is needed', () =>
    using([rpcStub], (rpc) =>
      using([async () => fileServer({ '/dao.json': await daoJson(rpc.url) })], async (files) => {
        const page = await open(files.url);
        await page.getByText('eip155:31337').waitFor();
        await page.getByText(new URL(rpc.url).host).first().waitFor();
        assert.ok(await page.getByLabel('Token of the node').first().isVisible());
        assert.deepEqual(page.faults, []);
        await close(page);
      }),
    ));

  it("an endpoint of another chain is named and not believed; one's own can be chosen and is kept", () =>
    using([() => rpcStub({ chainId: 1 }), rpcStub], (wrong, right) =>
      using([async () => fileServer({ '/dao.json': await daoJson(wrong.url) })], async (files) => {
        const page = await open(`${files.url}#/chain`);
        await page.getByText('DAI-7114').waitFor();
        await page.getByLabel('RPC endpoint of your choice').fill(right.url);
        await page.getByRole('button', { name: 'Ask this one' }).click();
        await page.getByText('for chain 31337').waitFor();
        await page.reload();
        await page.getByText('for chain 31337').waitFor();
        await close(page);
      }),
    ));

  it('it shows what each vault would let leave', () =>
    using([startDao], (dao) =>
      using([() => fileServer({ '/dao.json': dao.daoJson() })], async (files) => {
        const page = await open(`${files.url}#/budgets`);
        await page.getByText('1 500 of 1 500 USDC may be used now; it is full').waitFor();
        await page.getByText('0 spent in all of 20 000, refills by 300 a day').waitFor();
        await page.getByText(dao.vault).waitFor();
        await close(page);
      }),
    ));

  it('a copy without dao.json says what is missing', () =>
    using([fileServer], async (files) => {
      const page = await open(files.url);
      await page.getByText('DAI-7110').waitFor();
      await close(page);
    }));
});

describe('a log of 10,000 actions', () => {
  it('is painted within a second and answers within 100 ms', () =>
    using([() => fixtureNode(world({ actions: 10_000 }))], async (node) => {
      const firsts = [];
      for (let round = 0; round < 3; round++) {
        const page = await open(node.link('/agents/treasurer'), { inject: watch });
        await page.waitForFunction(() => globalThis.painted !== undefined);
        firsts.push(await page.evaluate(() => globalThis.painted));
        if (round === 2) await interact(page);
        await close(page);
      }
      console.log(`# first rows after ${firsts.map((ms) => ms.toFixed(0)).join(', ')} ms`);
      assert.ok(Math.min(...firsts) <= 1_000, `first rows after ${firsts} ms`);
    }));
});

// The moment at which the first row of the log is on the screen, from the start of the visit.
const watch = `new MutationObserver((_, observer) => {
  if (document.querySelector('.window tbody tr') === null) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.painted = performance.now(); }));
}).observe(document, { subtree: true, childList: true });`;

async function interact(page) {
  await page.getByText('all 10000').waitFor({ timeout: 60_000 });
  assert.ok((await page.locator('.window tbody tr').count()) < 60, 'rows out of sight are in the document');
  const times = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const timed = async (act) => {
      const best = [];
      for (let round = 0; round < 3; round++) {
        await frame();
        const began = performance.now();
        act(round);
        await frame();
        best.push(performance.now() - began);
      }
      return Math.min(...best);
    };
    const list = document.querySelector('.window');
    const button = (word) =>
      [...document.querySelectorAll('.filters button')].find((one) => one.textContent.startsWith(word));
    const key = (name) => list.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    return {
      scroll: await timed((round) => {
        list.scrollTop = 150_000 + round * 9_000;
      }),
      filter: await timed((round) => button(round % 2 === 0 ? 'refused' : 'all').click()),
      choose: await timed(() => key('ArrowDown')),
      end: await timed((round) => key(round % 2 === 0 ? 'End' : 'Home')),
    };
  });
  console.log(`# interactions in ms: ${JSON.stringify(times)}`);
  for (const [name, ms] of Object.entries(times)) assert.ok(ms <= 100, `${name} took ${ms} ms`);
}

const gzipped = async (name) => gzipSync(await readFile(join(dashboard, name))).length;

describe('what is shipped', () => {
  it('is at most 150 KB compressed, all files together', async () => {
    const names = (await readdir(dashboard, { recursive: true })).filter((name) => extname(name) !== '');
    const sizes = await Promise.all(names.map(async (name) => [name, await gzipped(name)]));
    const sum = sizes.reduce((all, [, size]) => all + size, 0);
    console.log(`# ${(sum / 1_000).toFixed(1)} KB: ${sizes.map(([name, size]) => `${basename(name)} ${size}`).join(', ')}`);
    assert.ok(sum <= 150_000, `all files together are ${sum} bytes`);
  });

  it('names no host from which anything is loaded', async () => {
    const page = await readFile(join(dashboard, 'index.html'), 'utf8');
    assert.deepEqual(
      [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((found) => found[1]).filter((one) => !one.startsWith('./')),
      [],
    );
    assert.doesNotMatch(page, /<script(?![^>]*src=)|<style|style=/);
  });
});
