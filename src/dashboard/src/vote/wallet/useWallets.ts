import { useSyncExternalStore } from 'react';
import { Wallets, type WalletState } from './session';

/** The wallets of this page; one for all of it, so that a connection outlives a change of page. */
export const wallets = new Wallets(window);

/** The wallets and the connection, live. */
export function useWallets(): WalletState {
  return useSyncExternalStore(wallets.subscribe, wallets.state);
}
