import { Card, Mark, Time, visible, type Verdict } from '../parts';
import type { CheckLine, Verification } from './verify';

const marks: Record<CheckLine['state'], Verdict> = { passed: 'good', failed: 'refused', 'not reached': 'plain' };

const names: Record<keyof Verification['lists'], string> = {
  void: 'void: no part of its stream', disowned: 'disowned: a later holder went on without it',
  moved: 'moved: true near its block, not at it', found: 'found: a spend that the log noticed later',
  outside: 'outside the log: a spend that no leaf names',
};

/** What the nine checks found, and what is never counted as passed. */
export function Result({ result, milliseconds }: { result: Verification; milliseconds: number }) {
  const lists = (Object.keys(names) as (keyof typeof names)[]).filter((name) => result.lists[name].length > 0);
  return (
    <Card title="The nine checks" aside={<>{milliseconds} ms in this browser</>}>
      <ol className="checks">
        {result.checks.map((one) => (
          <li key={one.number}>
            <span className="title">{one.title}</span> <Mark word={one.state} verdict={marks[one.state]} />
            <span className="hint">{one.counts.join(', ')}</span>
          </li>
        ))}
      </ol>
      {result.checks[0]!.state === 'passed' && (
        <p>Everything stands on block {String(result.block.number)} of <Time of={Number(result.block.time)} />;
          what came after it is not in this result.</p>
      )}
      {lists.map((name) => (
        <section key={name}>
          <h3>{names[name]}</h3>
          <ul className="bare listed">
            {result.lists[name].map((one) => <li key={one.element}><code>{one.element}</code> {visible(one.note)}</li>)}
          </ul>
        </section>
      ))}
      {(result.notChecked.length > 0 || result.notOpened > 0) && (
        <section>
          <h3>Not checked</h3>
          <ul className="bare listed">
            {result.notOpened > 0 && <li>{result.notOpened} roots of others, not opened</li>}
            {result.notChecked.map(([what, count]) => <li key={what}>{visible(what)} ({count})</li>)}
          </ul>
        </section>
      )}
    </Card>
  );
}

/** What a result comes to: its kind, what to call it, and the sentence that matters. */
function summary({ failure, block, checks, notChecked }: Verification): [kind: string, title: string, text: string] {
  if (failure?.check === 0) return ['bad', 'This file does not verify', 'It could not be read.'];
  if (failure !== null)
    return ['bad', 'This file does not verify',
      `Check ${failure.check}, "${checks[failure.check - 1]!.title}", failed.`];
  if (!block.isTrusted)
    return ['claim', 'This file agrees with itself',
      'Nobody vouched for its block: connect an endpoint or paste a block hash below. Until then all is a claim.'];
  if (notChecked.some(([what]) => what === 'whose contracts these are'))
    return ['claim', 'This file agrees with itself',
      'Nobody said whose contracts these are: choose the DAO\'s manifest as well.'];
  return ['good', 'This file verifies', 'Nine checks passed, on a block hash and contracts that you named.'];
}

/** The one sentence that matters, announced when it is known. */
export function Verdicts({ result }: { result: Verification }) {
  const [kind, title, text] = summary(result);
  const { failure } = result;
  return (
    <div className={`verdict ${kind}`} role="status">
      <h2>{title}</h2>
      <p>{text}</p>
      {failure !== null && (
        <p className="element"><code>{visible(failure.element)}</code> {visible(failure.reason)}</p>
      )}
    </div>
  );
}
