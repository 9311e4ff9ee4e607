import { hashTypedData, type Address, type Hex } from 'viem';
import type { Manifest } from '../chain/manifest';
import type { ApprovalView } from '../node/views';

const approval = [
  { name: 'stream', type: 'bytes32' },
  { name: 'action', type: 'bytes32' },
  { name: 'call', type: 'bytes32' },
  { name: 'asset', type: 'address' },
  { name: 'amount', type: 'uint256' },
  { name: 'to', type: 'address' },
  { name: 'policyRoot', type: 'bytes32' },
  { name: 'deadline', type: 'uint64' },
] as const;

const denial = [
  { name: 'stream', type: 'bytes32' },
  { name: 'action', type: 'bytes32' },
  { name: 'call', type: 'bytes32' },
  { name: 'reason', type: 'string' },
  { name: 'deadline', type: 'uint64' },
] as const;

const domainType = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
] as const;

/** What an approver signs: the typed data as a wallet takes it (`eth_signTypedData_v4`) and its EIP-712 digest. */
export interface Signable {
  readonly json: string;
  readonly digest: Hex;
}

/** The yes to exactly this action. */
export function yes(manifest: Manifest, view: ApprovalView): Signable {
  return signable(
    manifest,
    'Approval',
    { Approval: approval },
    {
      stream: view.stream,
      action: view.action,
      call: view.call,
      asset: view.asset,
      amount: view.amount,
      to: view.to,
      policyRoot: view.policyRoot,
      deadline: String(view.deadline),
    },
  );
}

/** The no, of a type of its own: neither can be read as the other. */
export function no(manifest: Manifest, view: ApprovalView, reason: string): Signable {
  return signable(
    manifest,
    'Denial',
    { Denial: denial },
    { stream: view.stream, action: view.action, call: view.call, reason, deadline: String(view.deadline) },
  );
}

function signable(
  manifest: Manifest,
  primaryType: string,
  types: Record<string, readonly { name: string; type: string }[]>,
  message: Record<string, string>,
): Signable {
  const domain = {
    name: 'DecentralizedAi',
    version: '1',
    chainId: Number(manifest.chainId),
    verifyingContract: manifest.contracts['actionLedger']!.address as Address,
  };
  const all = { EIP712Domain: domainType, ...types };
  return {
    json: JSON.stringify({ types: all, primaryType, domain, message }),
    digest: hashTypedData({ types: all, primaryType, domain, message } as never),
  };
}
