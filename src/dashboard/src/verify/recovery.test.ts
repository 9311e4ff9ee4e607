import { recoverAddress } from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { type Hex, keccak, utf8 } from './hash';
import { recoverAccount } from './recovery';

const cases = Array.from({ length: 40 },
  (_, i) => ({ key: keccak(utf8(`key ${i}`)), hash: keccak(utf8(`digest ${i}`)) }));

describe('the account of a signature', () => {
  it('is the one that signed', async () => {
    for (const { key, hash } of cases) {
      const signature = await sign({ hash, privateKey: key, to: 'hex' });
      expect(recoverAccount(hash, signature)).toBe(privateKeyToAccount(key).address.toLowerCase());
    }
  });

  it('is the one that viem finds, whatever is signed', async () => {
    let recovered = 0;
    for (const { key, hash } of cases) {
      // Not made by a signature, so that about half of them are none.
      const signature: Hex = `0x${key.slice(2)}${hash.slice(2)}${key.endsWith('0') ? '1c' : '1b'}`;
      const expected = await recoverAddress({ hash: key, signature }).then((one) => one.toLowerCase(), () => null);
      expect(recoverAccount(key, signature)).toBe(expected);
      if (expected !== null) recovered++;
    }
    expect(recovered).toBeGreaterThan(5);
    expect(recovered).toBeLessThan(cases.length);
  });

  it('is found at the ends of the scalars', async () => {
    const last: Hex = '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140';
    for (const privateKey of [`0x${'0'.repeat(63)}1`, last] as Hex[]) {
      for (const hash of [`0x${'0'.repeat(63)}1`, `0x${'f'.repeat(64)}`] as Hex[]) {
        const signature = await sign({ hash, privateKey, to: 'hex' });
        expect(recoverAccount(hash, signature)).toBe(privateKeyToAccount(privateKey).address.toLowerCase());
      }
    }
  });

  it('is none of other bytes', () => {
    const hash = keccak(utf8('digest'));
    const word = keccak(utf8('key')).slice(2);
    const none = '0'.repeat(64);
    for (const signature of ['0x', `0x${word}${word}`, `0x${none}${word}1b`, `0x${word}${none}1b`, `0x${word}${word}05`,
      `0x${'f'.repeat(64)}${word}1b`] as Hex[])
      expect(recoverAccount(hash, signature)).toBeNull();
  });
});
