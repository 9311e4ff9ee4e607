import type { Standing } from './chain/proposals';

/** What comes after a vote, in words, and the command by which anybody brings it about. */
export interface Next { readonly words: string; readonly command: string | null }

/** What is next for a proposal whose vote is over; null where its mark says all. */
export function nextOf(standing: Standing): Next | null {
  const { state, quorum, executableAt, now } = standing;
  const over = (words: string): Next => ({ words, command: null });
  switch (state) {
    case 'succeeded': return { words: 'It passed and changes nothing yet. Anybody may queue it, and carry it out after '
      + 'its delay', command: 'dai proposal queue' };
    case 'queued': return { words: executableAt > now ? 'It passed and waits. After its delay anybody may carry it out'
      : 'It passed and waited. Anybody may carry it out now', command: 'dai proposal execute' };
    case 'defeated': return over(quorum !== null && standing.for + standing.abstain < quorum
      ? 'Too few took part, so it changes nothing' : 'Not more were for it than against it, so it changes nothing');
    case 'canceled': return over('It was withdrawn and changes nothing');
    case 'expired': return over('It was not carried out in time and changes nothing');
    default: return null;
  }
}
