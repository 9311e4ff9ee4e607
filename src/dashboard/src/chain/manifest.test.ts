import { describe, expect, it } from 'vitest';
import vector from '../../../../governance/vectors/manifest.json';
import { Problem } from '../problem';
import { readRpc } from './connect';
import { readDaoFile, readManifest } from './manifest';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.code;
    throw thrown;
  }
  return 'none';
};

describe('a manifest', () => {
  it('is read as the DAO wrote it', () => {
    const manifest = readManifest(vector);
    expect(manifest).toMatchObject({ chainId: 31_337n, finality: 2n, genesis: null, since: 0n });
    expect(manifest.contracts['actionLedger']?.address).toBe('0x966Bad4C62FF3E1d1f4d5eCD482a8eDa782Ed911');
  });

  it.each<[string, (m: Record<string, unknown>) => void]>([
    [
      'of another schema',
      (m) => {
        m['schema'] = 'dai.manifest/2';
      },
    ],
    [
      'with a number for its chain',
      (m) => {
        m['chainId'] = 31_337;
      },
    ],
    [
      'with a hexadecimal chain',
      (m) => {
        m['chainId'] = '0x7a69';
      },
    ],
    [
      'without contracts',
      (m) => {
        delete m['contracts'];
      },
    ],
    [
      'with half an address',
      (m) => {
        m['contracts'] = { x: { address: '0x12', codeHash: `0x${'1'.repeat(64)}` } };
      },
    ],
    [
      'with a wrong checksum',
      (m) => {
        m['contracts'] = {
          x: { address: '0x966bad4C62FF3E1d1f4d5eCD482a8eDa782Ed911', codeHash: `0x${'1'.repeat(64)}` },
        };
      },
    ],
    [
      'without finality',
      (m) => {
        m['constants'] = {};
      },
    ],
  ])('%s is refused', (_, spoil) => {
    const spoilt = structuredClone(vector) as Record<string, unknown>;
    spoil(spoilt);
    expect(code(() => readManifest(spoilt))).toBe('DAI-7111');
  });

  it.each([[null], [[]], ['x'], [{ manifest: vector, rpc: 'http://x' }], [{ manifest: vector, rpc: [1] }]])(
    'in a file of another form (%#) is refused',
    (file) => expect(code(() => readDaoFile(file))).toBe('DAI-7111'),
  );
});

describe('an endpoint', () => {
  it.each(['', 'x', 'ftp://x', 'javascript:alert(1)', 'ws://127.0.0.1'])('%j is none', (text) =>
    expect(code(() => readRpc(text))).toBe('DAI-7112'),
  );
  it('is an address of http', () => expect(readRpc(' http://127.0.0.1:8545 ')).toBe('http://127.0.0.1:8545/'));
});
