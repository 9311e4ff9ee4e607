/** What a mark can say. Each has a colour and a shape of its own, so neither alone carries the meaning. */
export type Verdict = 'good' | 'refused' | 'waiting' | 'failed' | 'unknown' | 'plain';

/** A verdict of the log, an outcome or a state as a mark. */
export function verdictOf(word: string): Verdict {
  if (/^(allowed|done|approved|up|answered|ready|proven)$/i.test(word)) return 'good';
  if (/^(denied( by .*)?|refused|over budget|frozen|policy stale or invalid|expired)$/i.test(word)) return 'refused';
  if (/^(waiting|open|queued|thinking|acting|joining|weaklyup|leaving|claimed)$/i.test(word)) return 'waiting';
  if (/^(failed|down|unreachable|removed|exiting)$/i.test(word)) return 'failed';
  if (/^unknown$/i.test(word)) return 'unknown';
  return 'plain';
}

/** A shape of 14 by 14 around 0, 0 for a verdict; inside an `svg`. */
export function Shape({ verdict }: { verdict: Verdict }) {
  switch (verdict) {
    case 'good':
      return (
        <g className="m-good">
          <circle r="7" />
          <path d="M-3 .2l2.200 2.200L3.200-2.200" />
        </g>
      );
    case 'refused':
      return (
        <g className="m-refused">
          <path className="fill" d="M-3-7h6l4 4v6l-4 4h-6l-4-4v-6z" />
          <path d="M-3.200 0h6.400" />
        </g>
      );
    case 'waiting':
      return (
        <g className="m-waiting">
          <path className="fill" d="M0-7.500l7.500 7.500L0 7.500-7.500 0z" />
          <path d="M0-3v3.200h2.200" />
        </g>
      );
    case 'failed':
      return (
        <g className="m-failed">
          <path className="fill" d="M0-7l7.500 13h-15z" />
          <path d="M0-2.500v4M0 3.800v.1" />
        </g>
      );
    case 'unknown':
      return (
        <g className="m-unknown">
          <rect x="-6.500" y="-6.500" width="13" height="13" rx="1" />
          <path d="M-2-1.800a2 2 0 1 1 2.600 2q-.6.3-.6 1.200M0 4v.1" />
        </g>
      );
    case 'plain':
      return (
        <g className="m-plain">
          <circle r="3.500" />
        </g>
      );
  }
}

/** A verdict in words with its shape. */
export function Mark({ word, verdict = verdictOf(word) }: { word: string; verdict?: Verdict }) {
  return (
    <span className={`mark ${verdict}`}>
      <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
        <Shape verdict={verdict} />
      </svg>
      {word}
    </span>
  );
}
