import '../vote.css';
import { Address } from '../../parts';
import { wallets, useWallets } from '../wallet/useWallets';
import type { Trouble } from '../wallet/trouble';

/**
 * The wallets of this browser, or the account that is connected.
 * @param of What is done as the account, a word with a capital, and the command that does the same without a wallet.
 */
export function WalletPanel({ doing = 'Voting', instead = 'dai proposal vote' }: { doing?: string; instead?: string }) {
  const { wallets: found, connection, connecting, trouble, notice } = useWallets();
  return (
    <div className="wallet">
      {notice !== null && <p role="status" className="notice">{notice}</p>}
      {connection !== null ? (
        <p className="account">
          <span>{doing} as <Address of={connection.account} /></span>{' '}
          <button type="button" className="copy" onClick={() => wallets.disconnect()}>
            Disconnect {connection.wallet.name}</button>
        </p>
      ) : connecting !== null ? (
        <p role="status">{connecting.name} is asked for an account. Look for its window.{' '}
          <button type="button" className="quiet" onClick={() => wallets.stopConnecting()}>Stop waiting</button></p>
      ) : found.length === 0 ? (
        <p>No wallet announces itself to this page. Install one, or unlock it and reload; without one,{' '}
          <code>{instead}</code> does the same.</p>
      ) : (
        <ul className="offers">
          {found.map((wallet) => (
            <li key={wallet.id}>
              <button type="button" onClick={() => void wallets.connect(wallet)}>Connect {wallet.name}</button>
              {wallet.rdns !== '' && <span className="hint"> {wallet.rdns}</span>}
              {wallet.doubtful && <p className="hint">Another wallet here bears the same name. Choose the one you
                installed; if you know of one only, remove the other first.</p>}
            </li>
          ))}
        </ul>
      )}
      {trouble !== null && <TroubleNote trouble={trouble} />}
    </div>
  );
}

/** What went wrong, calmly, with the next step. */
export function TroubleNote({ trouble }: { trouble: Trouble }) {
  const calm = trouble.kind === 'cancelled' || trouble.kind === 'pending' || trouble.kind === 'wrong-chain';
  return (
    <div className={calm ? 'problem calm' : 'problem'} role="alert">
      <p>{trouble.words}</p><p className="fix">{trouble.next}</p>
    </div>
  );
}
