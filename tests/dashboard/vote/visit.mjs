// A visit to a proposal's page, with a wallet and an endpoint that a test can break.
import { open } from '../browser.mjs';
import { fileServer } from '../serving.mjs';
import { TestWallet } from './wallet.mjs';

/** Serves the dashboard without a node, as for everything that needs only the chain; ends with `stop`. */
export const site = (dao) => fileServer({ '/dao.json': dao.daoJson() });

/** Opens a proposal (the list without an id, or another address) with wallets that announce themselves. */
export async function visit(dao, url, { id = null, wallets = [], address = null, ...how } = {}) {
  let down = false;
  const page = await open(address ?? `${url}#/proposals${id === null ? '' : `/${id}`}`, {
    ...how,
    prepare: async (made) => {
      await made.addInitScript(() => {
        globalThis.clicks = 0;
        document.addEventListener('pointerdown', () => { globalThis.clicks++; }, true);
      });
      await made.route(dao.rpc, (route) => down ? route.abort('connectionrefused') : route.continue());
      for (const wallet of wallets) await wallet.enter(made);
    },
  });
  return Object.assign(page, {
    /** Makes the endpoint of the chain silent, or lets it answer again. */
    silence: (is) => { down = is; },
    button: (name) => page.getByRole('button', { name }),
    side: (name) => page.getByRole('radio', { name }),
    reason: () => page.getByLabel('Why (may be empty)'),
    /** Waits until the page says this. */
    says: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
    draft: async () => ({
      side: await page.locator('.side.chosen').innerText().catch(() => null),
      reason: await page.getByLabel('Why (may be empty)').inputValue(),
    }),
  });
}

/** A wallet of one account, and the page of a proposal in which it is connected. */
export async function connected(dao, url, id, account, how = {}) {
  const wallet = new TestWallet(dao, { show: [account], ...how.wallet });
  const page = await visit(dao, url, { id, wallets: [wallet], ...how });
  await page.button('Connect Test Wallet').click();
  return { page, wallet };
}
