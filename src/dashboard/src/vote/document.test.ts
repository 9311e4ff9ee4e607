import { describe, expect, it } from 'vitest';
import { textChanges, type Json } from './document';

const before: Json = {
  agent: 'treasurer', lists: { vendors: [{ name: 'Hosting', address: '0xaa' }, { name: 'Design', address: '0xbb' }] },
  rules: [{ id: 'look', permit: ['wallet.balance'] }, { id: 'pay', permit: ['wallet.pay'], when: { to: 'vendors' } }],
};

describe('two documents', () => {
  it('that say the same in another order do not differ', () => {
    expect(textChanges(before, {
      rules: [...(before.rules as readonly Json[])].reverse(), lists: before.lists!, agent: 'treasurer',
    })).toEqual([]);
  });

  it('differ by the name of the part', () => {
    const after: Json = {
      ...before, lists: { vendors: [{ name: 'Hosting', address: '0xaa' }, { name: 'Legal', address: '0xcc' }] },
      rules: [{ id: 'pay', permit: ['wallet.pay'], when: { to: 'anybody' } }],
    };
    expect(textChanges(before, after)).toEqual([
      { path: 'lists › vendors › 0xbb', before: 'name: Design; address: 0xbb', after: null },
      { path: 'lists › vendors › 0xcc', before: null, after: 'name: Legal; address: 0xcc' },
      { path: 'rules › look', before: 'id: look; permit: wallet.balance', after: null },
      { path: 'rules › pay › when', before: 'to: vendors', after: 'to: anybody' },
    ]);
  });
});
