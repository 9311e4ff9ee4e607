// A guide as it comes out of a printer.
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { open } from '../browser.mjs';

const types = { '.png': 'image/png', '.svg': 'image/svg+xml' };
const look = `body { font: 9.5pt/1.35 sans-serif; margin: 0 } pre { font: 8pt/1.3 monospace; white-space: pre-wrap;
  background: #f3f4f6; padding: 4pt 6pt; margin: 5pt 0 } h1 { font-size: 16pt; margin: 0 } h2 { font-size: 12pt;
  margin: 9pt 0 3pt; break-after: avoid } p, ol, table { margin: 4pt 0 } td { padding: 1pt 8pt 1pt 0 }
  img { display: block; max-width: 100%; max-height: 58mm; margin: 4pt auto }`;

/** How many pages of A4 a guide fills, with its pictures. */
export async function pagesOf(file) {
  const page = await open('about:blank');
  try {
    await page.setContent(`<style>${look}</style>${await html(await readFile(file, 'utf8'), dirname(file))}`);
    await page.waitForFunction(() => [...document.images].every((one) => one.complete && one.naturalWidth > 0));
    const pdf = await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '16mm', right: '16mm' } });
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
  } finally {
    await page.context().close();
  }
}

/** As much of Markdown as the guides use. */
async function html(text, folder) {
  const parts = text.split(/^(```[\s\S]*?^```)$/m)
    .flatMap((part) => part.startsWith('```') ? [part] : part.split('\n\n'))
    .map((part) => part.trim()).filter((part) => part !== '');
  return (await Promise.all(parts.map((part) => block(part, folder)))).join('\n');
}

async function block(part, folder) {
  if (part.startsWith('```')) return `<pre>${escaped(part.split('\n').slice(1, -1).join('\n'))}</pre>`;
  if (part.startsWith('<picture>')) return picture(part, folder);
  const heading = /^(#+) (.*)$/s.exec(part);
  if (heading) return `<h${heading[1].length}>${inline(heading[2])}</h${heading[1].length}>`;
  if (/^\d+\. /.test(part)) return `<ol>${items(part).map((item) => `<li>${inline(item)}</li>`).join('')}</ol>`;
  if (part.startsWith('|'))
    return `<table>${part.split('\n').filter((line) => !/^\|-/.test(line)).map(row).join('')}</table>`;
  return `<p>${inline(part)}</p>`;
}

async function picture(part, folder) {
  const [, source] = /<img src="([^"]+)"/.exec(part);
  const bytes = await readFile(join(folder, source));
  return `<img src="data:${types[extname(source)]};base64,${bytes.toString('base64')}">`;
}

const row = (line) =>
  `<tr>${line.slice(1, -1).split('|').map((cell) => `<td>${inline(cell.trim())}</td>`).join('')}</tr>`;
const items = (part) => part.split(/\n(?=\d+\. )/).map((item) => item.replace(/^\d+\. /, ''));
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const inline = (text) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')
  .replace(/\[([^\]]+)\]\([^)]+\)/g, '<u>$1</u>').replace(/\*\*?([^*]+)\*\*?/g, '<em>$1</em>');
