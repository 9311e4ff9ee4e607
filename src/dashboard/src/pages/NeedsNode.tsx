import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useNode } from '../node/NodeAccess';
import { isToken } from '../node/token';
import type { Polled } from '../node/usePolled';
import { ProblemNote, Time } from '../parts';

/** What a page shows of the node: it, or why there is nothing to show, or both when the value is an older one. */
export function NeedsNode<T>({ polled, children }: { polled: Polled<T>; children: (value: T) => ReactNode }) {
  const { client } = useNode();
  if (client === null) return <TokenForm />;
  return (
    <>
      {polled.problem !== null && <ProblemNote problem={polled.problem} />}
      {polled.problem?.code === 'DAI-6012' && <TokenForm />}
      {polled.problem !== null && polled.value !== null &&
        <p className="stale">What follows is as of <Time of={Math.floor(polled.at / 1_000)} />.</p>}
      {polled.value === null ? polled.problem === null && <p className="empty">asking the node</p>
        : children(polled.value)}
    </>
  );
}

/** Asks for the node's token. */
export function TokenForm() {
  const { give } = useNode();
  const [text, setText] = useState('');
  const fits = isToken(text.trim());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (fits) give(text.trim());
  };
  return (
    <form className="token" onSubmit={submit}>
      <p>This part is read from an operator's node, which answers only to who holds its token.
        Open the address that <code>dai status</code> prints, or paste the text of <code>.dai/token</code>.
        It stays in this tab.</p>
      <label htmlFor="token">Token of the node</label>
      <div className="row">
        <input id="token" type="password" autoComplete="off" spellCheck={false} value={text}
          aria-describedby="token-help" onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={!fits}>Use</button>
      </div>
      <p id="token-help" className="hint">{fits ? 'It is sent to this address alone.'
        : 'The button wakes up at 32 characters.'}</p>
    </form>
  );
}
