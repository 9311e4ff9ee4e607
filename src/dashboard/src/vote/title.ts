import { visible } from '../parts/visible';
import type { Proposal } from './chain/proposals';

/** The first line of what the proposer wrote: a name, not a description of what happens. */
export function titleOf(proposal: Proposal): string {
  const line = proposal.description.split('\n', 1)[0]?.replace(/^#+\s*/, '').trim() ?? '';
  const text = visible(line === '' ? `Proposal ${proposal.id}` : line);
  return text.length > 140 ? `${text.slice(0, 140)}…` : text;
}
