// Pictures of a page as files: a drawing with what the style sheet says written into it, or a photograph in few
// colours.
import { crc32, deflateSync } from 'node:zlib';

/** A drawing of a page as a file of its own, which looks as it does there. @returns text of SVG, the same each time. */
export const drawing = (svg) =>
  svg.evaluate((drawn) => {
    const initial = {
      fill: 'rgb(0, 0, 0)', stroke: 'none', 'stroke-width': '1px', 'stroke-dasharray': 'none', 'stroke-linecap': 'butt',
      'stroke-linejoin': 'miter', opacity: '1', 'font-size': '', 'font-weight': '400', 'text-anchor': 'start',
    };
    const copy = drawn.cloneNode(true);
    const originals = [drawn, ...drawn.querySelectorAll('*')];
    [copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
      element.removeAttribute('class');
      const style = getComputedStyle(originals[index]);
      const isText = element.tagName === 'text';
      if (!isText && !['rect', 'path', 'circle', 'line'].includes(element.tagName)) return;
      for (const [name, usual] of Object.entries(initial)) {
        const value = style.getPropertyValue(name);
        if (value !== usual && (isText || !/font|anchor/.test(name))) element.setAttribute(name, value);
      }
    });
    const { width, height } = drawn.viewBox.baseVal;
    for (const [name, value] of Object.entries({ width, height, 'font-family': getComputedStyle(drawn).fontFamily }))
      copy.setAttribute(name, value);
    return `${new XMLSerializer().serializeToString(copy).replaceAll('><', '>\n<')}\n`;
  });

/** A photograph of a part of a page in few colours, which is all that text on plain grounds needs. */
export async function photograph(page, part) {
  const { width, height, colours, indices } = await page.context().newPage().then(async (desk) => {
    try {
      return await desk.evaluate(inFewColours, (await page.screenshot({ clip: part })).toString('base64'));
    } finally {
      await desk.close();
    }
  });
  const lines = Buffer.alloc((width + 1) * height);
  const bytes = Buffer.from(indices, 'base64');
  for (let y = 0; y < height; y++) bytes.copy(lines, y * (width + 1) + 1, y * width, (y + 1) * width);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits, each a place in the palette.
  head.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(colours.flatMap((one) => [one & 255, (one >> 8) & 255, (one >> 16) & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

// Runs in a page: 48 colours, first those that are like no other, then those that occur most; for each point the
// nearest of them.
async function inFewColours(base64) {
  const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
  const image = await createImageBitmap(blob);
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const points = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const one of points) counts.set(one, (counts.get(one) ?? 0) + 1);
  const away = (a, b) =>
    [0, 8, 16].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  const often = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  const colours = [];
  for (const apart of [2_500, 0])
    for (const one of often)
      if (colours.length < (apart === 0 ? 48 : 28) && colours.every((other) => away(one, other) > apart))
        colours.push(one);
  const places = new Map(colours.map((one, index) => [one, index]));
  const nearest = (one) => {
    const found = colours.reduce((best, other, index) =>
      away(one, other) < away(one, colours[best]) ? index : best, 0);
    places.set(one, found);
    return found;
  };
  const indices = Uint8Array.from(points, (one) => places.get(one) ?? nearest(one));
  let text = '';
  for (let at = 0; at < indices.length; at += 8_192) text += String.fromCharCode(...indices.subarray(at, at + 8_192));
  return { width, height, colours, indices: btoa(text) };
}
