import type { Address, Hex } from 'viem';
import type { Side, Vote } from './ballot';
import type { VotingDao } from './chain/dao';

/** What a voter has chosen and written so far; kept for this tab, so that nothing that happens to a wallet, a chain or
 * this page loses it. */
export interface Draft { readonly side: Side | null; readonly reason: string }

/** A vote that was signed and is not counted yet. */
export interface SignedVote { readonly vote: Vote; readonly signature: Hex; readonly digest: Hex }

/** Whose proposal it is. */
type Where = Pick<VotingDao, 'chainId' | 'governor'>;

const none: Draft = { side: null, reason: '' };

function place(kind: string, dao: Where, proposal: bigint): string {
  return `dai.${kind}.${dao.chainId}.${dao.governor}.${proposal}`;
}

export function readDraft(store: Storage, dao: Where, proposal: bigint): Draft {
  const kept = parse(store.getItem(place('draft', dao, proposal))) as Partial<Draft> | null;
  const side = kept?.side;
  return kept === null ? none : {
    side: side === 0 || side === 1 || side === 2 ? side : null,
    reason: typeof kept.reason === 'string' ? kept.reason : '',
  };
}

export function keepDraft(store: Storage, dao: Where, proposal: bigint, draft: Draft): void {
  store.setItem(place('draft', dao, proposal), JSON.stringify(draft));
}

export function readSigned(store: Storage, dao: Where, proposal: bigint): SignedVote | null {
  const kept = parse(store.getItem(place('signed', dao, proposal))) as
    { side: Side; voter: Address; reason: string; signature: Hex; digest: Hex } | null;
  if (kept === null) return null;
  const { signature, digest, side, voter, reason } = kept;
  return { signature, digest, vote: { chainId: dao.chainId, governor: dao.governor, proposal, side, voter, reason } };
}

export function keepSigned(store: Storage, dao: Where, proposal: bigint, signed: SignedVote | null): void {
  const at = place('signed', dao, proposal);
  if (signed === null) store.removeItem(at);
  else store.setItem(at, JSON.stringify({
    side: signed.vote.side, voter: signed.vote.voter, reason: signed.vote.reason, signature: signed.signature,
    digest: signed.digest,
  }));
}

/** The file by which somebody else sends a signed vote: `dai.ballot/1`. */
export function ballotFile({ vote, signature }: SignedVote): string {
  return `${JSON.stringify({
    schema: 'dai.ballot/1', chain: `eip155:${vote.chainId}`, governor: vote.governor,
    proposal: vote.proposal.toString(), support: vote.side, voter: vote.voter, reason: vote.reason, signature,
  }, null, 2)}\n`;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
