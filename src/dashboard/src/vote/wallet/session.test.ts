import { describe, expect, it } from 'vitest';
import type { AnnouncedWallet, Provider } from './discovery';
import { ask, sendCall, signTyped, Wallets, type Connection } from './session';
import { plainText, walletTrouble } from './trouble';

type Answers = Record<string, unknown>;

class FakeProvider implements Provider {
  readonly asked: { method: string; params?: unknown }[] = [];
  readonly listeners = new Map<string, Set<(value: never) => void>>();
  constructor(private readonly answers: Answers) {}
  async request(args: { method: string; params?: unknown }): Promise<unknown> {
    this.asked.push(args);
    const answer = this.answers[args.method];
    const value = typeof answer === 'function' ? (answer as () => unknown)() : answer;
    if (value instanceof Error) throw value;
    return value;
  }
  on(event: string, listener: (value: never) => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  removeListener(event: string, listener: (value: never) => void): void {
    this.listeners.get(event)?.delete(listener);
  }
  emit(event: string, value: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(value as never);
  }
}

const one = '0x1111111111111111111111111111111111111111';
const two = '0x2222222222222222222222222222222222222222';
const failing = (code: number, message = ''): Error => Object.assign(new Error(message), { code });

function page(...announced: { provider: unknown; info?: unknown }[]): EventTarget {
  const target = new EventTarget();
  target.addEventListener('eip6963:requestProvider', () => {
    for (const detail of announced) target.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  });
  return target;
}

async function connected(answers: Answers): Promise<{ wallets: Wallets; provider: FakeProvider }> {
  const provider = new FakeProvider({ eth_requestAccounts: [one], eth_chainId: '0x7a69', ...answers });
  const wallets = new Wallets(page({ provider, info: { name: 'A', rdns: 'a.example' } }));
  await wallets.connect(wallets.state().wallets[0]!);
  return { wallets, provider };
}

describe('the wallets of a browser', () => {
  it('are those that announce themselves, each once', () => {
    const provider = new FakeProvider({});
    const wallets = new Wallets(page(
      { provider, info: { name: 'A', rdns: 'a.example' } }, { provider, info: { name: 'B', rdns: 'b.example' } },
      { provider: null, info: { name: 'C' } }, { provider: {}, info: { name: 'D' } }));
    expect(wallets.state().wallets.map((wallet) => wallet.name)).toEqual(['A']);
  });

  it('are none where none announces itself', () => expect(new Wallets(page()).state().wallets).toEqual([]));

  it('that bear one name are both doubtful, and stay two', () => {
    const wallets = new Wallets(page(
      { provider: new FakeProvider({}), info: { name: 'MetaMask', rdns: 'io.metamask' } },
      { provider: Object.assign(new FakeProvider({}), { isMetaMask: true }), info: { name: 'metamask\u200b' } },
      { provider: new FakeProvider({}), info: { name: 'Other', rdns: 'other.example' } }));
    expect(wallets.state().wallets.map(({ name, doubtful }) => [name, doubtful])).toEqual(
      [['MetaMask', true], ['metamask<U+200B>', true], ['Other', false]]);
  });

  it('have names that are text, and not endless', () => {
    const name = `\u202e${'x'.repeat(500)}<img>`;
    const [wallet] = new Wallets(page({ provider: new FakeProvider({}), info: { name } })).state().wallets;
    expect(wallet?.name).toBe(`<U+202E>${'x'.repeat(32)}…`);
  });
});

describe('a wallet', () => {
  it('connects with its first account, in full and checksummed', async () => {
    const { wallets } = await connected({ eth_requestAccounts: ['0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb', two] });
    expect(wallets.state().connection).toMatchObject({
      account: '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb', chainId: 31337,
    });
  });

  it.each([
    [4001, 'cancelled'], [4100, 'locked'], [-32002, 'pending'], [4900, 'gone'],
  ])('that answers %s when it is connected leaves words and the next step', async (code, kind) => {
    const { wallets } = await connected({ eth_requestAccounts: failing(code) });
    expect(wallets.state()).toMatchObject({ connection: null, connecting: null, trouble: { kind } });
    expect(wallets.state().trouble?.next).not.toBe('');
  });

  it.each([[[]], [null], [['0x12']], [[7]]])('that gives %j for accounts is locked', async (accounts) => {
    const { wallets } = await connected({ eth_requestAccounts: accounts });
    expect(wallets.state().trouble?.kind).toBe('locked');
  });

  it('that changes account says so, and nothing else changes', async () => {
    const { wallets, provider } = await connected({});
    provider.emit('accountsChanged', [two]);
    expect(wallets.state().connection?.account).toBe(two);
    expect(wallets.state().notice).toContain(two);
    provider.emit('accountsChanged', []);
    expect(wallets.state().connection).toBeNull();
  });

  it('that changes chain or goes is noticed', async () => {
    const { wallets, provider } = await connected({});
    provider.emit('chainChanged', '0x1');
    expect(wallets.state().connection?.chainId).toBe(1);
    provider.emit('disconnect', failing(4900));
    expect(wallets.state().connection).toBeNull();
    expect(wallets.state().notice).toContain('disconnected');
  });

  it('that was let go is no longer listened to', async () => {
    const { wallets, provider } = await connected({});
    wallets.disconnect();
    provider.emit('accountsChanged', [two]);
    expect(wallets.state()).toMatchObject({ connection: null, notice: null });
    expect([...provider.listeners.values()].every((listeners) => listeners.size === 0)).toBe(true);
  });

  it('that answers late does not come back', async () => {
    let answer: (accounts: string[]) => void = () => {};
    const provider = new FakeProvider({
      eth_requestAccounts: () => new Promise<string[]>((resolve) => { answer = resolve; }), eth_chainId: '0x1',
    });
    const wallets = new Wallets(page({ provider }));
    const waiting = wallets.connect(wallets.state().wallets[0]!);
    wallets.stopConnecting();
    answer([one]);
    await waiting;
    expect(wallets.state()).toMatchObject({ connection: null, connecting: null });
  });

  it('that does not know the chain is offered it', async () => {
    const { wallets, provider } = await connected({
      wallet_switchEthereumChain: failing(4902), wallet_addEthereumChain: null, eth_chainId: '0x7a69',
    });
    const offer = { chainId: 31337, name: 'DAO', rpc: 'http://127.0.0.1:8545' };
    expect(await wallets.switchTo(offer)).toEqual({ ok: true, value: null });
    expect(provider.asked.map((one) => one.method)).toContain('wallet_addEthereumChain');
    expect(wallets.state().connection?.chainId).toBe(31337);
  });

  it('that refuses to switch leaves it at that', async () => {
    const { wallets, provider } = await connected({ wallet_switchEthereumChain: failing(4001) });
    const answer = await wallets.switchTo({ chainId: 5, name: 'DAO', rpc: 'http://x' });
    expect(answer).toMatchObject({ ok: false, trouble: { kind: 'cancelled' } });
    expect(provider.asked.map((one) => one.method)).not.toContain('wallet_addEthereumChain');
    expect(wallets.state().connection).not.toBeNull();
  });
});

describe('an answer of a wallet', () => {
  const connection = (answers: Answers): Connection => ({
    wallet: { provider: new FakeProvider(answers) } as unknown as AnnouncedWallet, account: one, chainId: 1,
  });

  it.each([[null], ['0x'], ['yes'], ['0x123'], [{}]])('of %j is no signature', async (value) =>
    expect(await signTyped(connection({ eth_signTypedData_v4: value }), '{}')).toMatchObject({ ok: false }));

  it.each([[null], ['0x12'], [true]])('of %j is no transaction', async (value) =>
    expect(await sendCall(connection({ eth_sendTransaction: value }), one, '0x')).toMatchObject({ ok: false }));

  it('that is an error of another form has words', async () => {
    const answer = await ask(new FakeProvider({ x: new Error('boom\u001b[2J\u202e') }), 'x');
    expect(answer).toMatchObject({ ok: false, trouble: {
      kind: 'other', words: 'Your wallet answered with an error: boom<U+001B>[2J<U+202E>',
    } });
  });

  it('that wraps 4902 is read', () => expect(walletTrouble({
    code: -32603, data: { originalError: { code: 4902 } },
  }).kind).toBe('wrong-chain'));

  it.each([[null], [undefined], ['no'], [{ code: 'x' }]])('thrown as %j is words too', (thrown) =>
    expect(walletTrouble(thrown).words).toBe('Your wallet answered with an error.'));

  it('is one line of visible text', () => expect(plainText('a\n\u202eb\t c')).toBe('a <U+202E>b c'));
});
