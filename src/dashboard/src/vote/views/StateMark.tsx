import { Mark, type Verdict } from '../../parts';
import type { StateWord } from '../chain/proposals';

const verdicts: Readonly<Record<StateWord, Verdict>> = {
  pending: 'waiting', active: 'waiting', canceled: 'plain', defeated: 'refused', succeeded: 'good', queued: 'good',
  expired: 'plain', executed: 'good',
};

const words: Readonly<Record<StateWord, string>> = {
  pending: 'not begun', active: 'open', canceled: 'canceled', defeated: 'defeated', succeeded: 'succeeded',
  queued: 'queued', expired: 'expired', executed: 'carried out',
};

/** Where a proposal stands. */
export function StateMark({ state }: { state: StateWord }) {
  return <Mark word={words[state]} verdict={verdicts[state]} />;
}
