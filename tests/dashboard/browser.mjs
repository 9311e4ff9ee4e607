// A real Chromium for the tests of the dashboard. One browser serves a whole file of tests; each page is its own
// visitor with nothing stored.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// Not those that come with this build: they switch off what keeps one site from another, which is what is tested here.
// Names under rebound.test lead to this machine, as a name that an attacker owns may.
const args = [
  '--host-resolver-rules=MAP *.rebound.test 127.0.0.1',
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-zygote',
];

let browser = null;

/** Widths at which every page is looked at. */
export const widths = { phone: 390, desktop: 1280 };

/**
 * Opens an address as a new visitor.
 * @param {string} url
 * @param {{width?: number, height?: number, scale?: number, scheme?: 'light' | 'dark', inject?: string, zone?: string,
 *   now?: number, prepare?: (page: import('playwright-core').Page) => Promise<void>}} [how]
 *   `inject` is a script that runs before the page's own, such as a wallet; `prepare` runs before the address is opened;
 *   `now` is what its clock says at first.
 * @returns the page; `page.faults` collects what it complained about on its console and what its policy forbade.
 */
export async function open(url, how = {}) {
  browser ??= await playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
  const context = await browser.newContext({
    viewport: { width: how.width ?? widths.desktop, height: how.height ?? 900 },
    deviceScaleFactor: how.scale ?? 1,
    colorScheme: how.scheme ?? 'light',
    locale: 'en-GB',
    timezoneId: how.zone ?? 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  if (how.inject !== undefined) await context.addInitScript(how.inject);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  if (how.now !== undefined) await page.clock.setSystemTime(how.now);
  page.faults = [];
  page.on('console', (said) => {
    if (said.type() === 'error') page.faults.push(said.text());
  });
  page.on('pageerror', (fault) => page.faults.push(String(fault)));
  await how.prepare?.(page);
  await page.goto(url);
  return page;
}

/** Ends the visit of a page. */
export const close = (page) => page.context().close();

/** Ends the browser; call it after the last test of a file. */
export async function quit() {
  await browser?.close();
  browser = null;
}

/** Serious and critical findings of axe, a line each; none is what a page wants. */
export async function axe(page) {
  // Put in by the debugger, which the page's policy does not bind.
  await page.evaluate(await readFile(axeScript, 'utf8'));
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) =>
      one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(' ')}: ${node.failureSummary}`),
    );
}

/** Writes a picture of the whole page to artifacts/dashboard-pictures and gives its file. */
export async function shot(page, name) {
  const folder = join(root, 'artifacts', 'dashboard-pictures');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}

/** Whether the page is wider than its window, which on a phone means scrolling sideways to read. */
export const overflows = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
