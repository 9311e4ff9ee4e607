// Who votes in a test: a DAO, a proposal of the test's own, a page and a wallet.
import { close } from '../browser.mjs';
import { startDao } from './chain.mjs';
import { connected, site } from './visit.mjs';

export const why = 'It pays the same vendor.\n“Only” more – 💸';
export const sign = 'Sign the vote, without gas';

export class Voter {
  async begin() {
    this.dao = await startDao();
    this.served = await site(this.dao);
  }

  async stop() {
    await this.served?.stop();
    await this.dao?.stop();
  }

  /** Where the pages are. */
  get url() { return this.served.url; }

  /** Puts up a proposal that nobody has voted on. */
  async propose() {
    this.id = await this.dao.proposePolicy(`Let the treasurer pay 2,000 USDC at a time (${Math.random()})`);
    await this.dao.pass(3);
  }

  /** Opens its page with a wallet of this account, connected. */
  async as(account, how) {
    Object.assign(this, await connected(this.dao, this.url, this.id, account, how));
  }

  end() { return close(this.page); }
}
