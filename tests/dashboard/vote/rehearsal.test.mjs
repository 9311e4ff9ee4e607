// A proposal with a node's comparison and backtest, as `GET /v1/proposals/{id}/rehearsal` gives them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axe, close, overflows, quit, shot, widths } from '../browser.mjs';
import { fixtureNode } from '../serving.mjs';
import { hash, world } from '../world.mjs';
import { startDao } from './chain.mjs';
import { visit } from './visit.mjs';

const looser = "'vendors' gains Legal (0xde709f2102306220921060314715629080e2fb70).";
const tighter = 'From now on above 50 USDC at a time somebody must approve; before: above 150 USDC at a time.';

let dao;
let node;
let id;

before(async () => {
  dao = await startDao();
  id = await dao.proposePolicy();
  await dao.pass(3);
  const { manifest } = JSON.parse(dao.daoJson());
  node = await fixtureNode({ ...world(), rehearsals: { [id]: rehearsal(dao.root) } }, { manifest, rpc: dao.rpc });
});
after(async () => {
  await quit();
  await node?.stop();
  await dao?.stop();
});

function rehearsal(root) {
  const changed = Array.from({ length: 9 }, (_, i) => ({
    action: hash(`action ${i}`), tool: 'wallet.pay', seq: String(i), leaf: hash(`leaf ${i}`),
    then: i < 6 ? { verdict: 'denied', rule: null } : { verdict: 'allowed', rule: 'pay-vendors' },
    now: i < 4 ? { verdict: 'allowed', rule: 'pay-vendors' } : { verdict: 'approval', rule: 'pay-vendors' },
    asset: dao.at.usdc, amount: String(9007199254740993n + BigInt(i)),
  }));
  const sentence = (text, loosens, tightens, doubt = null) => ({
    about: 'x', loosens, tightens, text, doubt,
    witnesses: doubt === null ? [{ text: 'wallet.pay(..): denied before' }] : [],
  });
  return {
    proposal: id,
    documents: [{
      root, published: hash('limits'), limitsHash: hash('limits'), fault: null, backtestFault: null,
      attestations: [
        { operator: '1', limitsHash: hash('limits'), compiler: '0.1.0', report: hash('report') },
        { operator: '2', limitsHash: hash('others'), compiler: '0.1.0', report: null },
      ],
      disagreements: ['operator 2 says the limits are others'],
      diff: {
        agent: 'treasurer', from: hash('a'), to: root, loosens: true, tightens: true,
        sentences: [
          sentence(looser, true, false), sentence(tighter, false, true),
          sentence('The schedule says something else <img src=x onerror=1>', true, true, 'no verdict shows it'),
          sentence("'sites' loses a page.", false, false),
        ],
        exposure: [{ asset: 'USDC', before: 'before', after: '1500 USDC may leave at once.', atOnce: '+500' }],
      },
      backtest: {
        hash: hash('report'), actions: 40, lines: [
          "40 recorded decisions of 'treasurer' made again: 31 end as they did, 6 would get further, 3 less far.",
          'its own budgets, as if it had been in force from the first of them.',
          `was denied, would be allowed: wallet.pay [${hash('action 0')}]`, `report ${hash('report')}`],
        report: { block: hash('block'), same: 31, skipped: {}, changed },
      },
    }],
  };
}

const open = (how = {}) => visit(dao, null, { ...how, address: node.link(`/proposals/${id}`) });

describe('a proposal with a node', () => {
  for (const [name, width] of Object.entries(widths)) for (const scheme of ['light', 'dark']) {
    it(`holds for axe and fits, ${name}, ${scheme}`, async () => {
      const page = await open({ width, scheme });
      await page.says('What past actions would have become');
      await page.says('Gives the agent');
      const faults = await axe(page);
      if (await overflows(page)) faults.push('wider than its window');
      await shot(page, `vote-rehearsed-${name}-${scheme}`);
      assert.deepEqual([...faults, ...page.faults], []);
      await close(page);
    });
  }

  it('says which way each sentence moves, by word, shape and colour', async () => {
    const page = await open();
    const card = page.locator('section', { has: page.getByRole('heading', { name: /^What changes for/ }) });
    // What the chain alone tells comes first, without a direction.
    await card.locator('.way').nth(3).waitFor();
    const marks = await card.locator('.way').evaluateAll((all) => all.map((one) => ({
      word: one.textContent.trim(), shape: one.querySelector('path').getAttribute('d'),
      colour: getComputedStyle(one).color,
    })));
    assert.deepEqual(marks.map((one) => one.word), ['looser', 'tighter', 'looser and tighter', 'changes no verdict']);
    assert.equal(new Set(marks.map((one) => one.shape)).size, 4);
    assert.equal(new Set(marks.map((one) => one.colour)).size, 4);
    assert.equal(await page.locator('main img').count(), 0);
    assert.match(await page.locator('.does-list').innerText(), /looser\s+'vendors' gains Legal/);
    await close(page);
  });

  it('shows past actions moving, with the same figures in words and every digit of an amount', async () => {
    const page = await open();
    await page.locator('svg.flow').waitFor();
    assert.equal(await page.locator('svg.flow').getAttribute('aria-label'),
      '4 from denied to allowed, 2 from denied to waits, 3 from allowed to waits; 31 stay as they were.');
    assert.equal(await page.locator('svg.flow .further .dot').count(), 6);
    assert.equal(await page.locator('svg.flow .less .dot').count(), 3);
    await page.says('9\u202f007\u202f199\u202f254.740994 USDC');
    await page.says('operator 2 says the limits are others');
    await close(page);
  });

  it('whose node stops answering falls back to the chain and says so', async () => {
    const page = await open();
    await page.says(looser);
    await page.route('**/rehearsal', (route) => route.abort());
    await page.reload();
    await page.says('Read from the chain alone');
    await page.says('budgets › USDC › per_action');
    await close(page);
  });
});
