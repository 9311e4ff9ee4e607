import type { SaltedDocument } from '../bundle';
import type { Hex } from '../hash';
import { member, parseCanonical } from '../jcs';

/** What an approver said who denied. */
export interface Denial {
  approver: Hex;
  reason: string;
  /** Unix seconds. */
  deadline: bigint;
  signature: Hex;
}

/** The denial in the body of an Expired leaf; null where there is none. */
export function readDenial(body: SaltedDocument | null): Denial | null {
  const content = body === null ? undefined : member(parseCanonical(body.text)?.value, 'content');
  const denial = member(content, 'denial');
  const [approver, reason, deadline, signature] = ['approver', 'reason', 'deadline', 'signature'].map((name) => {
    const value = member(denial, name);
    return typeof value === 'string' ? value : '';
  }) as [string, string, string, string];
  const isRead = /^0x[0-9a-fA-F]{40}$/.test(approver) && /^[0-9]{1,20}$/.test(deadline)
    && /^0x[0-9a-f]*$/.test(signature);
  return isRead
    ? { approver: approver.toLowerCase() as Hex, reason, deadline: BigInt(deadline), signature: signature as Hex }
    : null;
}
