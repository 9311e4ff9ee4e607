// The pictures of README and guides show the pages as they are. `./dai test --suite pictures` makes them anew; every
// other run compares what a picture shows with today's page: a drawing by its text, a photograph by its words.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { close, quit, root } from './browser.mjs';
import { drawing, photograph } from './pictures/drawing.mjs';
import { pagesOf } from './pictures/print.mjs';
import { pictures, start } from './pictures/views.mjs';

const folder = join(root, 'governance', 'guides', 'pictures');
const guides = ['adopt', 'audit', 'operate', 'vote'].map((name) => `governance/guides/${name}.md`);
const most = 60_000;
const margin = 12;
const isWriting = process.env.DAI_PICTURES === 'write';
const schemes = { '': 'light', '-dark': 'dark' };
const stale = "it shows another page than today's: ./dai test --suite pictures makes it anew, and somebody looks at it";

let from;
let shown;

before(async () => {
  from = await start();
  await mkdir(folder, { recursive: true });
  shown = JSON.parse(await readFile(join(folder, 'words.json'), 'utf8').catch(() => '{}'));
});
after(async () => {
  if (isWriting) await writeFile(join(folder, 'words.json'), `${JSON.stringify(shown, null, 1)}\n`);
  await quit();
  await from?.stop();
});

describe('the picture', () => {
  for (const [name, { kind, width, scale, visit }] of Object.entries(pictures))
    for (const [suffix, scheme] of Object.entries(schemes)) {
      // A photograph has the same words in the dark.
      if (kind === 'png' && suffix !== '' && !isWriting) continue;
      it(`${name}${suffix} shows today's page`, async () => {
        const [page, ...parts] = await visit(from, { width, height: 2_000, scheme, scale });
        const file = join(folder, `${name}${suffix}.${kind}`);
        if (kind === 'svg') {
          const drawn = await drawing(parts[0]);
          if (isWriting) await writeFile(file, drawn);
          else assert.equal(await readFile(file, 'utf8'), drawn, stale);
        } else {
          const place = await around(parts);
          const words = await said(page, place);
          if (isWriting) await writeFile(file, await photograph(page, place));
          else assert.deepEqual(words, shown[name], stale);
          shown[name] = words;
        }
        await close(page);
      });
    }

  it('is small, stands in a document with its dark twin, and is told in words', async () => {
    const files = new Set((await readdir(folder)).filter((one) => one !== 'words.json'));
    for (const one of files) {
      const { length } = await readFile(join(folder, one));
      assert.ok(length <= most, `${one} has ${length} bytes`);
    }
    const seen = new Set();
    for (const document of ['README.md', ...guides]) {
      const found = [...(await readFile(join(root, document), 'utf8')).matchAll(
        /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="([^"]+)" alt="([^"]+)"/g)];
      assert.notEqual(found.length, 0, `${document} has no picture`);
      for (const [, dark, light, alt] of found) {
        const [one, other] = [light, dark].map((path) => path.split('/').at(-1));
        assert.equal(other, one.replace('.', '-dark.'));
        assert.ok(files.has(one) && files.has(other), `${document} shows ${one}, which is not there`);
        assert.ok(alt.length >= 60, `${document} does not say what is to be seen in ${one}`);
        seen.add(one).add(other);
      }
    }
    assert.deepEqual([...files].filter((one) => !seen.has(one)), []);
  });
});

describe('a guide', () => {
  for (const guide of guides)
    it(`fits on two pages with its pictures: ${guide}`, async () => {
      const pages = await pagesOf(join(root, guide));
      assert.ok(pages <= 2, `it fills ${pages} pages`);
    });
});

/** What stands in a part of a page, but for figures, moments and hashes, which differ from day to day. */
const said = async (page, { y, height }) => (await page.evaluate(([top, bottom]) => {
  const isFixed = ({ data, parentElement }) => data.trim() !== '' && parentElement.checkVisibility()
    && parentElement.closest('svg, time, .unseen') === null;
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT,
    (text) => isFixed(text) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
  const found = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNode(texts.currentNode);
    const box = range.getBoundingClientRect();
    if (box.height > 0 && box.top >= top && box.bottom <= bottom) found.push(texts.currentNode.data);
  }
  return found;
}, [y, y + height])).map((text) =>
  text.replace(/0x[0-9a-fA-F…]+/g, '0x').replace(/[\d\u202f]+/g, '0').replace(/\s+/g, ' ')
    .replace(/0 (d|h|min|s)( 0 (h|min|s))?/, '0 s').trim());

/** The rectangle around all parts, with a margin. */
async function around(parts) {
  const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
  const [left, top] = ['x', 'y'].map((axis) => Math.floor(Math.min(...boxes.map((box) => box[axis]))) - margin);
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x: left, y: top, width: Math.ceil(right) + margin - left, height: Math.ceil(bottom) + margin - top };
}
