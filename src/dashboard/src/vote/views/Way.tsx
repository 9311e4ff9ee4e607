import type { Way } from '../limits';

const words: Readonly<Record<Way, string>> = {
  looser: 'looser', tighter: 'tighter', both: 'looser and tighter', same: 'changes no verdict',
};

/** Which way a change moves: a word, a shape of its own and a colour, so that no one of them is needed. */
export function WayMark({ way }: { way: Way }) {
  return (
    <span className={`way ${way}`}>
      <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
        {way === 'looser' && <path d="M-7 0L-2-5v3.200h4V-5l5 5-5 5V1.800h-4V5z" />}
        {way === 'tighter' && <path d="M-7-4.500v9L-1 0zM7-4.500v9L1 0z" />}
        {way === 'both' && <path d="M0-7l4 5H1.500v4H4L0 7l-4-5h2.500v-4H-4z" />}
        {way === 'same' && <path d="M-6-3.500h12v2.500h-12zM-6 1h12v2.500h-12z" />}
      </svg>
      {words[way]}
    </span>
  );
}

/** The way of a sentence of the node's comparison. */
export function wayOf(change: { readonly loosens: boolean; readonly tightens: boolean }): Way {
  return change.loosens ? (change.tightens ? 'both' : 'looser') : change.tightens ? 'tighter' : 'same';
}
