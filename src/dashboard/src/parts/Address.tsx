import { getAddress, isAddress } from 'viem';
import { Copy } from './Copy';
import { visible } from './visible';

/** An account in full with its EIP-55 checksum: whoever compares two must see every digit. */
export function Address({ of, name, copy = false }: { of: string; name?: string; copy?: boolean }) {
  const text = isAddress(of, { strict: false }) ? getAddress(of) : visible(of);
  return (
    <span className="address">
      {name !== undefined && <span className="name">{visible(name)} </span>}
      <code>{text}</code>
      {copy && <Copy text={text} what="the address" />}
    </span>
  );
}

/** A hash: short where it only tells two apart, with all of it in the title, or in full where it is to be checked. */
export function Hash({ of, full = false, what = 'the hash' }: { of: string; full?: boolean; what?: string }) {
  const text = visible(of);
  return full ? (
    <span className="hash">
      <code>{text}</code>
      <Copy text={text} what={what} />
    </span>
  ) : (
    <code className="hash short" title={text}>
      {text.length > 16 ? `${text.slice(0, 10)}…${text.slice(-4)}` : text}
    </code>
  );
}
