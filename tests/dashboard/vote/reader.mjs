// Somebody who does in a browser what the numbered steps of a guide say: words in *italics* are pressed, words in
// "quotes" are read. The wallet holds one keystore and signs with `cast`, which is not ours.
// usage: node reader.mjs GUIDE ADDRESS KEYSTORE; what the page saves comes into the folder it is started in.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { quit, root } from '../browser.mjs';
import { visit } from './visit.mjs';
import { TestWallet } from './wallet.mjs';

const { getAddress } = createRequire(join(root, 'src', 'dashboard', 'package.json'))('viem');
const [guide, address, keystore] = process.argv.slice(2);
const mostClicks = 4;
const entrance = 'Read and vote';

/** The steps of a guide: what is pressed and what is read, in order. */
function stepsOf(text) {
  const items = text.split('\n\n').flatMap((part) => /^\d+\. /.test(part) ? part.split(/\n(?=\d+\. )/) : []);
  return items.map((item) => [...item.replace(/\s+/g, ' ').matchAll(/\*([^*]+)\*|"([^"]+)"/g)]
    .map(([, press, read]) => ({ press, read })));
}

/** Signs typed data with the key in the file, whose password lies beside it. */
function sign(typed) {
  const folder = mkdtempSync(join(tmpdir(), 'dai-reader-'));
  try {
    writeFileSync(join(folder, 'typed.json'), typed);
    const cast = join(root, 'governance', 'node_modules', '.bin', 'cast');
    return execFileSync(cast, ['wallet', 'sign', '--data', '--from-file', join(folder, 'typed.json'), '--keystore',
      keystore, '--password-file', join(dirname(keystore), 'password')], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Presses what begins with these words: a button, a choice or a link. */
async function press(page, words) {
  const named = (role) => page.getByRole(role, { name: new RegExp(`^${words}\\b`) });
  const found = named('button').or(named('radio')).or(named('link')).filter({ visible: true }).first();
  const saved = words.startsWith('Save') ? page.waitForEvent('download') : null;
  await found.click();
  // From here on they are counted.
  if (words === entrance) await page.evaluate(() => { globalThis.clicks = 0; });
  const file = await saved;
  await file?.saveAs(file.suggestedFilename());
  console.log(`pressed: ${words}${file ? `, which gave ${file.suggestedFilename()}` : ''}`);
}

const account = getAddress(`0x${JSON.parse(readFileSync(keystore, 'utf8')).address.replace(/^0x/, '')}`);
const wallet = new TestWallet({ chainId: 31337 }, { show: [account] });
wallet.sign = ([, typed]) => sign(typed);
const steps = stepsOf(readFileSync(guide, 'utf8'));
if (!steps.flat().some((one) => one.press?.startsWith('Sign'))) throw new Error(`no step of ${guide} signs anything`);
const page = await visit({ rpc: 'http://127.0.0.1:1/' }, null, { address, wallets: [wallet] });
try {
  for (const { press: words, read } of steps.flat()) {
    if (read !== undefined) await page.says(read);
    else await press(page, words);
    if (words?.startsWith('Sign')) {
      const clicks = await page.evaluate(() => globalThis.clicks);
      console.log(`from the page of the proposal to the signature: ${clicks} clicks`);
      if (clicks > mostClicks) throw new Error(`the signature took ${clicks} clicks, not ${mostClicks}`);
    }
  }
  if (page.faults.length > 0) throw new Error(page.faults.join('\n'));
} catch (cause) {
  console.log(await page.innerText('body'), page.faults.join('\n'));
  throw cause;
} finally {
  await quit();
}
