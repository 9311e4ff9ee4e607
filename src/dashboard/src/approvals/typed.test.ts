import { describe, expect, it } from 'vitest';
import { privateKeyToAccount } from 'viem/accounts';
import { recoverAddress } from 'viem';
import vector from '../../../../governance/vectors/manifest.json';
import { readManifest } from '../chain/manifest';
import type { ApprovalView } from '../node/views';
import { no, yes } from './typed';

const manifest = readManifest(vector);
const word = (digit: string): string => `0x${digit.repeat(64)}`;
const view: ApprovalView = {
  agent: 'a', action: word('1'), stream: word('2'), call: word('3'), tool: 't', args: {},
  asset: '0xde709f2102306220921060314715629080e2fb77', amount: '900000000',
  to: '0x52908400098527886E0F7030069857D2E4169EE7', policyRoot: word('4'), deadline: 1_795_766_400, rule: 'r',
  instructor: '', approvers: [], approved: [],
};

describe('what an approver signs', () => {
  it('is what a wallet signs of the typed data shown', async () => {
    const account = privateKeyToAccount(`0x${'7'.repeat(64)}`);
    for (const { json, digest } of [yes(manifest, view), no(manifest, view, 'not now')]) {
      const { types, domain, primaryType, message } = JSON.parse(json);
      const signature = await account.signTypedData({ types, domain, primaryType, message });
      expect(await recoverAddress({ hash: digest, signature })).toBe(account.address);
    }
  });

  it('changes with every value, and a yes is never a no', () => {
    const changed: Partial<ApprovalView>[] = [
      {}, { action: word('9') }, { stream: word('9') }, { call: word('9') }, { amount: '900000001' },
      { to: view.asset }, { asset: view.to }, { policyRoot: word('9') }, { deadline: view.deadline + 1 },
    ];
    const digests = changed.map((more) => yes(manifest, { ...view, ...more }).digest);
    digests.push(no(manifest, view, '').digest, no(manifest, view, 'x').digest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
