// What a voter reads: every page of the vote at both widths and in both schemes, by axe and as pictures, and what a
// proposer may try.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axe, close, overflows, quit, shot, widths } from '../browser.mjs';
import { ann, ben, cleo, startDao, stranger, until } from './chain.mjs';
import { connected, site, visit } from './visit.mjs';

let dao;
let served;
let policyVote;
let hostile;

const sneaky = '# Raise the budget by 1\n\n<h2>Decoded calls</h2><p>Nothing else</p>'
  + '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>\u202egnp.exe';

before(async () => {
  dao = await startDao();
  served = await site(dao);
  policyVote = await dao.proposePolicy('Let the treasurer pay 2,000 USDC at a time\n\nThe new server costs more.');
  const publish = dao.publish(await dao.stage({ agent: 'treasurer' }), [dao.limit({ burst: 1_500_000_001n })]);
  hostile = await dao.propose(sneaky, [
    [dao.at.policyRegistry, `${publish}00`],
    [dao.vault, recover(dao.at.usdc, stranger.address, 4_000_000_000n)],
    [dao.at.usdc, '0xdeadbeef', 7n],
  ]);
  await dao.pass(3);
  await dao.call('governor', 'function castVoteWithReason(uint256,uint8,string)',
    [BigInt(policyVote), 1, 'The server is needed.'], ben.address);
  await dao.call('governor', 'function castVote(uint256,uint8)', [BigInt(policyVote), 0], cleo.address);
});
after(async () => {
  await quit();
  await served?.stop();
  await dao?.stop();
});

// recover(address,address,uint256)
function recover(asset, to, amount) {
  const word = (value) => BigInt(value).toString(16).padStart(64, '0');
  return `0x1ec82cb8${word(asset)}${word(to)}${word(amount)}`;
}

describe('the pages of a vote', () => {
  for (const [name, width] of Object.entries(widths)) for (const scheme of ['light', 'dark']) {
    it(`hold for axe and fit, ${name}, ${scheme}`, async () => {
      const faults = [];
      const look = async (page, what) => {
        faults.push(...(await axe(page)).map((one) => `${what}: ${one}`));
        if (await overflows(page)) faults.push(`${what}: wider than its window`);
        await shot(page, `vote-${what}-${name}-${scheme}`);
      };
      const list = await visit(dao, served.url, { width, scheme });
      await list.says('Read and vote');
      await look(list, 'list');
      await close(list);
      const { page } = await connected(dao, served.url, policyVote, ann.address, { width, scheme });
      await page.says('You vote with');
      await page.says('Gives the agent');
      await page.side('For').check();
      await page.reason().fill('It pays the same vendor, only more at a time.');
      await page.getByText('The typed data and its hashes').click();
      await page.says('EIP-712 hash');
      await look(page, 'proposal');
      await page.button('Sign the vote, without gas').click();
      await page.says('Signed, not counted yet');
      await look(page, 'signed');
      await close(page);
      const bad = await visit(dao, served.url, { id: hostile, width, scheme });
      await bad.says('Takes 4\u202f000 USDC');
      await look(bad, 'hostile');
      await close(bad);
      assert.deepEqual(faults, []);
    });
  }

  it('say what a proposal does by its bytes, whatever its author writes', async () => {
    const page = await visit(dao, served.url, { id: hostile });
    await page.says('Takes 4\u202f000 USDC out of the vault of the agent');
    const said = await page.locator('.does-list li').allInnerTexts();
    assert.equal(said.length, 3);
    assert.match(said[0], /look twice.*Does something at PolicyRegistry \(0x.*\) that cannot be read/s);
    assert.match(said[1], new RegExp(`look twice.*sends it to ${stranger.address}`, 's'));
    assert.match(said[2], /look twice.*cannot be read\. It also sends 0\.000000000000000007 ETH\./s);
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    assert.match(await page.locator('.words').innerText(), /<script>.*<U\+202E>gnp\.exe/s);
    assert.equal(await page.locator('main img, main script').count(), 0);
    await page.says('of the 4\u202f000 USDC in the vault of the agent');
    await close(page);
  });

  it('show which way the money moves in words, shape and colour', async () => {
    const page = await visit(dao, served.url, { id: policyVote });
    const money = page.locator('section', { hasText: 'Money at stake' });
    await money.getByText('USDC at a time').first().waitFor();
    const lines = (await money.locator('.change').allInnerTexts()).map((line) => line.replace(/\s+/g, ' '));
    assert.deepEqual(lines, [
      'looser USDC at a time now 1 000 USDC then 1 200 USDC',
      'tighter USDC without approval, at a time now 150 USDC then 50 USDC',
    ]);
    const marks = await money.locator('.way').evaluateAll((all) => all.map((one) =>
      [one.querySelector('path').getAttribute('d'), getComputedStyle(one).color]));
    assert.notEqual(marks[0][0], marks[1][0]);
    assert.notEqual(marks[0][1], marks[1][1]);
    await close(page);
  });

  it('show the votes and the quorum as figures that add up, and as a picture with the same words', async () => {
    const page = await visit(dao, served.url, { id: policyVote });
    await page.says('200 DDAO');
    const alt = await page.locator('svg[role=img]').first().getAttribute('aria-label');
    assert.equal(alt, 'For 200 DDAO, Against 300 DDAO, Abstain 0 DDAO. Quorum: 200 DDAO of 69 DDAO for or abstaining, '
      + 'reached.');
    await page.says('40 % of those cast');
    await close(page);
  });

  it('give the deadline in the reader\'s time and in UTC', async () => {
    const page = await visit(dao, served.url, { id: policyVote, zone: 'America/New_York' });
    const deadline = Number(await dao.view('governor', 'function proposalDeadline(uint256) view returns (uint256)',
      [BigInt(policyVote)]));
    const utc = new Date(deadline * 1000).toISOString().replace('.000Z', 'Z');
    await page.says(utc);
    const local = new Intl.DateTimeFormat(
      'en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' });
    await page.says(local.format(deadline * 1000));
    await close(page);
  });

  it('name a proposal that is not there, and an address that is none', async () => {
    const page = await visit(dao, served.url, { id: '12345' });
    await page.says('There is no proposal');
    await page.goto(`${served.url}#/proposals/0x12`);
    await page.says('is no number of a proposal');
    await close(page);
  });

  it('stay as they were when the endpoint falls silent, and say of which block', async () => {
    const page = await visit(dao, served.url, { id: policyVote });
    await page.locator('.tally').waitFor();
    page.silence(true);
    await page.says('What follows is as of block');
    assert.equal(await page.locator('.tally').count(), 1);
    page.silence(false);
    await until(async () => await page.getByText('What follows is as of block').count() === 0 || null);
    await close(page);
  });
});
