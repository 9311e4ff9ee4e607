import { useId, useState, type SubmitEvent } from 'react';
import { useChain } from '../chain/ChainAccess';
import { contractName } from '../chain/manifest';
import { Address, Card, Facts, Hash, Page, ProblemNote } from '../parts';
import { problemOf, type Problem } from '../problem';

/** Which endpoint this page asks: one's own is the one to believe. */
export default function Chain() {
  const chain = useChain();
  return (
    <Page
      title="Chain"
      lead="What is read from the chain is only as good as who answers. Name an endpoint of your own.">
      <Card title="Endpoint">
        {chain.problem !== null && <ProblemNote problem={chain.problem} />}
        <Facts
          facts={[
            ['Asked', chain.url === null ? 'none' : <code>{chain.url}</code>],
            ['Answers', chain.connected === null ? 'not yet' : `for chain ${chain.manifest?.chainId ?? ''}`],
          ]}
        />
        {chain.connected?.isNode === true && (
          <p className="hint">
            The node that served this page passes the questions on, so this answer is the node's word. To check the
            node itself, name an endpoint of your own.
          </p>
        )}
        <Choice key={chain.url} />
      </Card>
      {chain.manifest !== null && (
        <Card title="Contracts">
          <Facts
            facts={Object.entries(chain.manifest.contracts).map(([name, one]) => [
              contractName(name),
              <>
                <Address of={one.address} copy />{' '}
                <span className="hint">
                  code <Hash of={one.codeHash} />
                </span>
              </>,
            ])}
          />
        </Card>
      )}
    </Page>
  );
}

function Choice() {
  const { url, offered, choose } = useChain();
  const [text, setText] = useState(url ?? '');
  const [wrong, setWrong] = useState<Problem | null>(null);
  const id = useId();
  const use = (given: string | null) => {
    try {
      choose(given);
      setWrong(null);
    } catch (thrown) {
      setWrong(problemOf(thrown));
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    use(text);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>RPC endpoint of your choice</label>
      <div className="row">
        <input id={id} type="url" value={text} spellCheck={false} onChange={(event) => setText(event.target.value)} />
        <button type="submit">Ask this one</button>
      </div>
      {wrong !== null && <ProblemNote problem={wrong} />}
      {offered.length > 0 && (
        <ul className="bare offered">
          {offered.map((one) => (
            <li key={one}>
              <button type="button" className="quiet" onClick={() => use(one)}>
                {one}
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
