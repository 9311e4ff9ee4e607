const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const short = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment of RFC 3339 to the minute, in the reader's own time, for a line of a list. */
export const shortTime = (of: string): string => short.format(new Date(of));

/** A moment in the reader's own time and in UTC. @param of RFC 3339, or Unix seconds. */
export function Time({ of }: { of: string | number }) {
  const date = new Date(typeof of === 'number' ? of * 1_000 : of);
  if (Number.isNaN(date.getTime())) return <span>{String(of)}</span>;
  const utc = date.toISOString().replace(/\.\d+Z$/, 'Z');
  return <time dateTime={utc} className="time">{local.format(date)} <span className="utc">{utc}</span></time>;
}

/** Seconds in words, in two units at the most: `2 d 4 h`, `35 s`. */
export function Span({ seconds }: { seconds: number }) {
  return <>{inWords(seconds)}</>;
}

export function inWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']] as const;
  const first = parts.findIndex(([size]) => whole >= size);
  if (first < 0) return '0 s';
  let rest = whole;
  return parts.slice(first, first + 2).map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  }).filter((part) => part !== '').join(' ');
}
