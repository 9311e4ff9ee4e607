import { plainText } from './trouble';

/** The part of EIP-1193 that is used here. */
export interface Provider {
  request(args: { method: string; params?: unknown }): Promise<unknown>;
  on?(event: string, listener: (value: never) => void): void;
  removeListener?(event: string, listener: (value: never) => void): void;
}

/** A wallet as it announced itself; everything but the provider is its own claim. */
export interface AnnouncedWallet {
  readonly id: string;
  readonly name: string;
  /** Its reverse domain name; empty where it gave none. */
  readonly rdns: string;
  /** Another announced wallet bears the same name or domain: one of them may not be what it says. */
  readonly doubtful: boolean;
  readonly provider: Provider;
}

interface Announcement { info?: { uuid?: unknown; name?: unknown; rdns?: unknown }; provider?: unknown }

/**
 * Listens to the wallets of this browser (EIP-6963). A wallet is its provider object: a name decides nothing, a
 * second announcement under a known id replaces nothing, and flags like `isMetaMask` are not read.
 */
export function discoverWallets(page: EventTarget, changed: (wallets: readonly AnnouncedWallet[]) => void): () => void {
  const found: Omit<AnnouncedWallet, 'doubtful'>[] = [];
  const heard = (event: Event): void => {
    const { info, provider } = ((event as CustomEvent).detail ?? {}) as Announcement;
    if (!isProvider(provider) || found.some((one) => one.provider === provider) || found.length >= 32) return;
    const name = plainText(String(info?.name ?? ''), 40);
    const rdns = plainText(String(info?.rdns ?? ''), 60);
    found.push({ id: String(found.length), name: name === '' ? 'a wallet without a name' : name, rdns, provider });
    changed(found.map((one) => ({ ...one, doubtful: isDoubtful(one, found) })));
  };
  page.addEventListener('eip6963:announceProvider', heard);
  page.dispatchEvent(new Event('eip6963:requestProvider'));
  return () => page.removeEventListener('eip6963:announceProvider', heard);
}

function isProvider(value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && typeof (value as Provider).request === 'function';
}

function isDoubtful(one: { name: string; rdns: string }, all: readonly { name: string; rdns: string }[]): boolean {
  const bare = (text: string): string => text.replace(/<U\+[0-9A-F]+>|[^\p{L}\p{N}]/gu, '').toLowerCase();
  const same = (a: string, b: string): boolean => a !== '' && bare(a) === bare(b);
  return all.some((other) => other !== one && (same(other.name, one.name) || same(other.rdns, one.rdns)));
}
