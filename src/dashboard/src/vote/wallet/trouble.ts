import { visible } from '../../parts/visible';

/** What went wrong between this page and a wallet or an endpoint, in one sentence with the next step. */
export interface Trouble {
  readonly kind:
    | 'cancelled' | 'wrong-chain' | 'locked' | 'pending' | 'gone' | 'unsupported' | 'endpoint' | 'refused' | 'other';
  readonly words: string;
  readonly next: string;
}

/** Text of others in one line and not endless. */
export function plainText(text: string, most = 200): string {
  const line = visible(text.slice(0, most * 2)).replace(/\s+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

interface ProviderError { code?: unknown; message?: unknown; data?: unknown }

const byCode: Readonly<Record<number, Omit<Trouble, 'words'> & { words: string }>> = {
  4001: {
    kind: 'cancelled', words: 'You said no in your wallet. Nothing was signed or sent.',
    next: 'Your choice and your reason are still here; ask again whenever you like.',
  },
  4100: {
    kind: 'locked', words: 'Your wallet does not let this page use that account.',
    next: 'Unlock the wallet, or connect again and choose the account.',
  },
  4200: {
    kind: 'unsupported', words: 'Your wallet cannot do this.',
    next: 'Vote by a transaction instead, or use another wallet.',
  },
  4900: {
    kind: 'gone', words: 'Your wallet has lost its connection to every chain.',
    next: 'Wait until it is back, then ask again.',
  },
  4901: {
    kind: 'wrong-chain', words: 'Your wallet is not connected to the chain of this DAO.',
    next: 'Switch the chain, then ask again.',
  },
  4902: {
    kind: 'wrong-chain', words: 'Your wallet does not know the chain of this DAO.',
    next: 'Let it be added, then switch.',
  },
  [-32002]: {
    kind: 'pending', words: 'Your wallet is still showing an earlier question of this page.',
    next: 'Open the wallet and answer it there.',
  },
  [-32601]: {
    kind: 'unsupported', words: 'Your wallet does not know this request.',
    next: 'Vote by a transaction instead, or use another wallet.',
  },
};

/** Reads the error that a wallet's `request` threw (EIP-1193, EIP-1474). */
export function walletTrouble(error: unknown): Trouble {
  const code = codeOf(error);
  const known = code === undefined ? undefined : byCode[code];
  if (known !== undefined) return known;
  const said = plainText(messageOf(error));
  return {
    kind: 'other',
    words: `Your wallet answered with an error${code === undefined ? '' : ` (${code})`}`
      + `${said === '' ? '.' : `: ${said}`}`,
    next: 'Nothing was counted. Ask again; if it stays, use another wallet or vote by a transaction.',
  };
}

function codeOf(error: unknown): number | undefined {
  // Some wallets wrap the error of the chain, and others theirs in `data.originalError`.
  const own = (error as ProviderError | null)?.code;
  const inner = ((error as ProviderError | null)?.data as { originalError?: ProviderError } | undefined)?.originalError;
  if (typeof inner?.code === 'number' && byCode[inner.code] !== undefined) return inner.code;
  return typeof own === 'number' ? own : undefined;
}

function messageOf(error: unknown): string {
  const message = (error as ProviderError | null)?.message;
  return typeof message === 'string' ? message : '';
}
