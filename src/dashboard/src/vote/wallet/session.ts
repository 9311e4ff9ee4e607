import { getAddress, isAddress, numberToHex, type Address, type Hex } from 'viem';
import { discoverWallets, type AnnouncedWallet, type Provider } from './discovery';
import { walletTrouble, type Trouble } from './trouble';

/** A wallet that lets this page use an account. */
export interface Connection {
  readonly wallet: AnnouncedWallet;
  readonly account: Address;
  /** The chain on which the wallet is; null while it does not say. */
  readonly chainId: number | null;
}

export interface WalletState {
  readonly wallets: readonly AnnouncedWallet[];
  readonly connection: Connection | null;
  /** The wallet that is being asked for its accounts. */
  readonly connecting: AnnouncedWallet | null;
  readonly trouble: Trouble | null;
  /** What the wallet did by itself since this page last asked: another account, another chain, gone. */
  readonly notice: string | null;
}

/** A chain as a wallet wants to know it (EIP-3085). */
export interface ChainOffer { readonly chainId: number; readonly name: string; readonly rpc: string }

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

const locked: Trouble = {
  kind: 'locked', words: 'Your wallet gave this page no account.',
  next: 'Unlock it and allow one account, then connect again.',
};

/** The wallets of a page and the one that is connected; made once for a page. */
export class Wallets {
  #state: WalletState = { wallets: [], connection: null, connecting: null, trouble: null, notice: null };
  #listeners = new Set<() => void>();
  #forget: () => void = () => {};
  #attempt = 0;

  constructor(page: EventTarget) {
    discoverWallets(page, (wallets) => this.#set({ wallets }));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state = (): WalletState => this.#state;

  /** Asks a wallet for its accounts; a later call wins over an earlier one that is still unanswered. */
  async connect(wallet: AnnouncedWallet): Promise<void> {
    const attempt = ++this.#attempt;
    this.#set({ connecting: wallet, trouble: null, notice: null });
    const accounts = await ask<unknown>(wallet.provider, 'eth_requestAccounts');
    const chain = accounts.ok ? await ask<unknown>(wallet.provider, 'eth_chainId') : accounts;
    if (attempt !== this.#attempt) return;
    const account = accounts.ok ? firstAccount(accounts.value) : null;
    if (!accounts.ok || account === null) {
      this.#set({ connecting: null, trouble: accounts.ok ? locked : accounts.trouble });
      return;
    }
    this.#forget();
    this.#forget = this.#listen(wallet.provider);
    const chainId = chain.ok ? chainOf(chain.value) : null;
    this.#set({ connecting: null, connection: { wallet, account, chainId } });
  }

  /** Stops waiting for a wallet that does not answer. */
  stopConnecting(): void {
    this.#attempt++;
    this.#set({ connecting: null });
  }

  disconnect(): void {
    this.#attempt++;
    this.#forget();
    this.#forget = () => {};
    this.#set({ connection: null, connecting: null, trouble: null, notice: null });
  }

  /** Asks the wallet to go to a chain, and offers the chain where the wallet does not know it. */
  async switchTo(offer: ChainOffer): Promise<Asked<null>> {
    const provider = this.#state.connection?.wallet.provider;
    if (provider === undefined) return { ok: false, trouble: locked };
    const chainId = numberToHex(offer.chainId);
    let answer = await ask<unknown>(provider, 'wallet_switchEthereumChain', [{ chainId }]);
    if (!answer.ok && answer.trouble.kind === 'wrong-chain') {
      answer = await ask<unknown>(provider, 'wallet_addEthereumChain', [{
        chainId, chainName: offer.name, rpcUrls: [offer.rpc],
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      }]);
    }
    const now = await ask<unknown>(provider, 'eth_chainId');
    const connection = this.#state.connection;
    if (now.ok && connection !== null) this.#set({ connection: { ...connection, chainId: chainOf(now.value) } });
    return answer.ok ? { ok: true, value: null } : answer;
  }

  #listen(provider: Provider): () => void {
    const accounts = (value: never): void => {
      const account = firstAccount(value);
      const connection = this.#state.connection;
      if (connection === null || connection.wallet.provider !== provider) return;
      if (account === null)
        this.#set({ connection: null, notice: 'Your wallet took its account back. Connect again to vote.' });
      else if (account !== connection.account)
        this.#set({
          connection: { ...connection, account }, notice: `Your wallet now uses another account: ${account}.`,
        });
    };
    const chain = (value: never): void => {
      const connection = this.#state.connection;
      if (connection?.wallet.provider === provider)
        this.#set({ connection: { ...connection, chainId: chainOf(value) } });
    };
    const gone = (): void => {
      if (this.#state.connection?.wallet.provider === provider)
        this.#set({ connection: null, notice: 'Your wallet disconnected. Connect again to vote.' });
    };
    const events: [string, (value: never) => void][] = [
      ['accountsChanged', accounts], ['chainChanged', chain], ['disconnect', gone],
    ];
    for (const [name, listener] of events) provider.on?.(name, listener);
    return () => events.forEach(([name, listener]) => provider.removeListener?.(name, listener));
  }

  #set(change: Partial<WalletState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** One request to a wallet; what it throws becomes words. */
export async function ask<T>(provider: Provider, method: string, params?: unknown): Promise<Asked<T>> {
  try {
    const value = await provider.request(params === undefined ? { method } : { method, params });
    return { ok: true, value: value as T };
  } catch (error) {
    return { ok: false, trouble: walletTrouble(error) };
  }
}

/** A signature over typed data; anything but bytes is no signature. */
export async function signTyped(connection: Connection, json: string): Promise<Asked<Hex>> {
  const answer = await ask<unknown>(
    connection.wallet.provider, 'eth_signTypedData_v4', [connection.account, json]);
  return answer.ok ? hexOf(answer.value, 'signature', /^0x([0-9a-fA-F]{2})+$/) : answer;
}

/** A transaction of the connected account; gas and fees are the wallet's to fill in. */
export async function sendCall(connection: Connection, to: Address, data: Hex): Promise<Asked<Hex>> {
  const answer = await ask<unknown>(
    connection.wallet.provider, 'eth_sendTransaction', [{ from: connection.account, to, data }]);
  return answer.ok ? hexOf(answer.value, 'transaction hash', /^0x[0-9a-fA-F]{64}$/) : answer;
}

function hexOf(value: unknown, what: string, form: RegExp): Asked<Hex> {
  if (typeof value === 'string' && form.test(value)) return { ok: true, value: value as Hex };
  return { ok: false, trouble: {
    kind: 'other', words: `Your wallet answered, but with something that is no ${what}.`,
    next: 'Ask again; if it stays, use another wallet.',
  } };
}

function firstAccount(value: unknown): Address | null {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === 'string' && isAddress(first, { strict: false }) ? getAddress(first) : null;
}

function chainOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^0x[0-9a-fA-F]{1,13}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : null;
}
