import { useState } from 'react';

/** Copies a value that is too long to type. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    window.setTimeout(() => setDone(false), 1_500);
  };
  return (
    <button type="button" className="copy" onClick={() => void copy()} aria-label={`copy ${what}`}>
      {done ? 'copied' : 'copy'}
    </button>
  );
}
