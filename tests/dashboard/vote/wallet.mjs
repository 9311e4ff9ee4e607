// A wallet in the page: announces itself as EIP-6963 says, speaks EIP-1193, signs with a key of the tests and sends
// through the chain. What it answers next can be set from outside.
import { accounts, contractWallet } from './chain.mjs';

let bindings = 0;

export class TestWallet {
  /** @param of Accounts that it shows, the first is in use; `rdns` and `name` are what it says of itself. */
  constructor(dao, { show, name = 'Test Wallet', rdns = 'test.example', chainId = dao.chainId, knows = [31337] } = {}) {
    Object.assign(this, { dao, show, name, rdns, chainId, knows, asked: [], answers: {} });
    this.binding = `wallet${bindings++}`;
  }

  /** The next answer to a method: an error's code, or a function. */
  next(method, answer) { this.answers[method] = answer; }

  count(method) { return this.asked.filter((one) => one.method === method).length; }

  /** Puts it into a page before its own scripts. */
  async enter(page) {
    await page.exposeFunction(this.binding, async (method, params) => {
      try {
        return { value: await this.request(method, params) };
      } catch (error) {
        return { error: { code: error.code, message: error.message } };
      }
    });
    await page.addInitScript(({ binding, name, rdns }) => {
      const listeners = new Map();
      const provider = {
        isMetaMask: true,
        async request({ method, params }) {
          const { value, error } = await globalThis[binding](method, params ?? []);
          if (error) throw Object.assign(new Error(error.message), { code: error.code });
          return value;
        },
        on(event, listener) { listeners.set(event, [...listeners.get(event) ?? [], listener]); },
        removeListener(event, listener) {
          listeners.set(event, (listeners.get(event) ?? []).filter((one) => one !== listener));
        },
      };
      globalThis[`${binding}Emit`] = (event, value) => (listeners.get(event) ?? []).forEach((one) => one(value));
      const announce = () => globalThis.dispatchEvent(new CustomEvent('eip6963:announceProvider', {
        detail: Object.freeze({ info: Object.freeze({ uuid: binding, name, rdns, icon: 'data:,' }), provider }) }));
      globalThis.addEventListener('eip6963:requestProvider', announce);
      announce();
    }, { binding: this.binding, name: this.name, rdns: this.rdns });
    this.page = page;
  }

  /** The wallet's owner takes another account, or another chain, in the wallet itself. */
  async use(account) {
    this.show = [account];
    await this.emit('accountsChanged', [account]);
  }

  async goTo(chainId) {
    this.chainId = chainId;
    await this.emit('chainChanged', `0x${chainId.toString(16)}`);
  }

  emit(event, value) {
    return this.page.evaluate(
      ([name, kind, what]) => globalThis[`${name}Emit`](kind, what), [this.binding, event, value]);
  }

  async request(method, params) {
    this.asked.push({ method, params });
    const set = this.answers[method];
    delete this.answers[method];
    if (typeof set === 'number') throw Object.assign(new Error('the wallet says no'), { code: set });
    if (typeof set === 'function') return set(params);
    switch (method) {
      case 'eth_requestAccounts': case 'eth_accounts': return this.show;
      case 'eth_chainId': return `0x${this.chainId.toString(16)}`;
      case 'wallet_switchEthereumChain': return this.switch(Number(params[0].chainId));
      case 'wallet_addEthereumChain':
        this.knows.push(Number(params[0].chainId));
        return this.switch(Number(params[0].chainId));
      case 'eth_signTypedData_v4': return this.sign(params);
      case 'eth_sendTransaction': return this.send(params[0]);
      default: throw Object.assign(new Error(`no ${method}`), { code: -32601 });
    }
  }

  async switch(chainId) {
    if (!this.knows.includes(chainId)) throw Object.assign(new Error('unknown chain'), { code: 4902 });
    await this.goTo(chainId);
    return null;
  }

  async sign([account, json]) {
    const typed = JSON.parse(json);
    // As wallets do: a domain of another chain than theirs is refused.
    if (Number(typed.domain.chainId) !== this.chainId)
      throw Object.assign(new Error('the chain of the domain is not that of the wallet'), { code: -32603 });
    const key = accounts.find((one) => one.address === account);
    return key.signTypedData(typed);
  }

  async send({ from, to, data }) {
    if (from === contractWallet || accounts.some((one) => one.address === from)) {
      await this.dao.ask('anvil_impersonateAccount', from);
      return this.dao.ask('eth_sendTransaction', { from, to, data });
    }
    throw Object.assign(new Error('not an account of this wallet'), { code: 4100 });
  }
}
