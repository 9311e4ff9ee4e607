import { useId, useState, type SubmitEvent } from 'react';
import { Card, Facts, Hash, ProblemNote } from '../parts';
import { Problem } from '../problem';
import type { Hex } from './hash';
import { type Proof, trustHash } from './proof';

/** Whose word the result stands on: the block's hash, and the contracts. */
export function Trusted({ proof, finality, beside }: { proof: Proof; finality: bigint; beside: boolean }) {
  const { source, opened } = proof;
  return (
    <Card title="What it stands on">
      <Facts facts={[
        ['Block', opened === null ? '' : <>{String(opened.number)} of chain {String(opened.chainId)}</>],
        ['In the file', opened === null ? '' : <Hash of={opened.hash} full what="the hash of the file's block" />],
        ['Trusted hash', proof.trust === null ? 'none' : <Hash of={proof.trust} full what="the trusted hash" />],
        ['Said by', said(proof, finality)],
        ['Contracts', proof.manifestName !== null ? <>the manifest in {proof.manifestName}</>
          : beside ? <>the manifest beside this page, <code>dao.json</code></> : 'nobody said whose they are'],
      ]} />
      {doubts(proof).map((problem) => <ProblemNote key={problem.code} problem={problem} />)}
      {source.kind === 'none' && source.problem !== null && <ProblemNote problem={source.problem} calm />}
      <Paste pasted={proof.pasted} />
    </Card>
  );
}

/** What the reader's endpoint says that cannot be true together with the file or the manifest. */
function doubts({ source, opened }: Proof): Problem[] {
  if ((source.kind !== 'endpoint' && source.kind !== 'node') || opened === null) return [];
  const { hash, otherCode } = source.asked;
  const place = new URL(source.url).origin;
  const problems: Problem[] = [];
  if (hash !== opened.hash)
    problems.push(new Problem('DAI-7154',
      `${place} says that block ${opened.number} has the hash ${hash}; the file's has ${opened.hash}`,
      'ask a second endpoint: if it says the same, the file is of another chain; else this one lies'));
  if (otherCode.length > 0)
    problems.push(new Problem('DAI-7155',
      `${place} holds other code than the manifest says for ${otherCode.join(', ')}`,
      'ask another endpoint, and take the manifest from the DAO again'));
  return problems;
}

function said({ source }: Proof, finality: bigint) {
  switch (source.kind) {
    case 'pasted': return 'you, who pasted it or took the node\'s word';
    case 'node':
    case 'none': return 'nobody: all of it is a claim of whoever made the file';
    case 'endpoint': {
      const { depth } = source.asked;
      const isFinal = depth >= finality;
      return <>{new URL(source.url).origin}, {String(depth)} blocks above it{isFinal ? '' : '; not final yet'}</>;
    }
  }
}

/** The node says the same as the file; whether that counts is the reader's to say. */
export function NodesWord({ proof: { source, opened } }: { proof: Proof }) {
  const hash = source.kind === 'node' && source.asked.hash === opened?.hash ? source.asked.hash : null;
  return hash !== null && (
    <div className="problem calm">
      <p>This node says the same hash. It also keeps this log, so that is no second opinion.</p>
      <p className="fix">Name an endpoint of your own under <a href="#/chain">Chain</a>, paste the hash below, or, if the
        node is yours: <button type="button" className="quiet" onClick={() => void trustHash(hash)}>Take the node's
          word</button></p>
    </div>
  );
}

function Paste({ pasted }: { pasted: Hex | null }) {
  const [text, setText] = useState(pasted ?? '');
  const id = useId();
  const fits = /^0x[0-9a-fA-F]{64}$/.test(text.trim());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (fits) void trustHash(text.trim().toLowerCase() as Hex);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>Hash of the block, from a source that you trust</label>
      <div className="row">
        <input id={id} value={text} spellCheck={false} autoComplete="off" aria-describedby={`${id}-help`}
          onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={!fits}>Trust this hash</button>
        {pasted !== null && (
          <button type="button" className="quiet" onClick={() => void trustHash(null)}>Ask the endpoint</button>
        )}
      </div>
      <p id={`${id}-help`} className="hint">{fits ? 'It counts instead of what the endpoint says.'
        : 'The button wakes up at 0x and 64 digits, such as a block explorer shows for this block.'}</p>
    </form>
  );
}
