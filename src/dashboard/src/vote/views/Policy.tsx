import { Address, Card, Empty, Hash, ProblemNote } from '../../parts';
import { visible } from '../../parts/visible';
import type { Problem } from '../../problem';
import { agentWords, type Changes, type Publication } from '../changes';
import { amountText, limitText, type Unit } from '../limits';
import type { RehearsedDocument } from '../rehearsal';
import { BacktestView } from './Backtest';
import { Stake } from './Stake';
import { WayMark, wayOf } from './Way';

/** What one document of a proposal would change: by the node's comparison, or else by the chain alone. */
export function Policy({ publication, units, rehearsed, problem, asked }: {
  publication: Publication; units: Changes['units']; rehearsed: RehearsedDocument | null; problem: Problem | null;
  /** A node is asked, so its answer may still come. */
  asked: boolean;
}) {
  const { agent, agentId, root, before } = publication;
  const unit = (asset: string): Unit => units[asset.toLowerCase()] ?? { symbol: `units of ${asset}`, decimals: 0 };
  return (
    <>
      <Card title={`What changes for ${visible(agentWords(agent, agentId))}`}>
        {before === root ? <p>This policy is in force: there is nothing left to change.</p> : <>
          {rehearsed?.diff ? <Comparison document={rehearsed} />
            : <Fallback publication={publication} rehearsed={rehearsed} problem={problem} asked={asked} />}
        </>}
        <dl className="facts roots">
          <div><dt>In force</dt><dd>{/^0x0+$/.test(before) ? 'no policy yet' : <Hash of={before} full />}</dd></div>
          <div><dt>Proposed</dt><dd><Hash of={root} full /></dd></div>
        </dl>
      </Card>
      <Card title="Money at stake">
        {rehearsed?.diff?.exposure.map((one) => (
          <p key={one.asset} className="stake">{one.atOnce !== null &&
            <strong>{visible(`${one.atOnce} ${one.asset} at once. `)}</strong>}{visible(one.after)}</p>
        ))}
        <Stake publication={publication} unit={unit} />
        <Limits publication={publication} unit={unit} />
      </Card>
      {rehearsed !== null && (
        <Card title="What past actions would have become">
          {rehearsed.backtest !== null ? <BacktestView backtest={rehearsed.backtest} unit={unit} />
            : <p>{visible(rehearsed.backtestFault ?? 'The node made no backtest.')}</p>}
        </Card>
      )}
      {rehearsed !== null && <Card title="What operators say about it"><Statements document={rehearsed} /></Card>}
    </>
  );
}

function Comparison({ document }: { document: RehearsedDocument }) {
  const { sentences } = document.diff!;
  return sentences.length === 0 ? <p>Nothing that is enforced changes.</p> : (
    <ul className="changes">
      {sentences.map((one) => (
        <li key={one.about + one.text} className={`change ${wayOf(one)}`}>
          <WayMark way={wayOf(one)} />
          <p>{visible(one.text)}</p>
          {one.witnesses.length > 0 && (
            <details><summary>A call that shows it</summary>
              {one.witnesses.map((witness) => <p key={witness.text} className="hint">{visible(witness.text)}</p>)}
            </details>
          )}
          {one.doubt !== null && <p className="hint">No call shows all of it: {visible(one.doubt)}</p>}
        </li>
      ))}
    </ul>
  );
}

// Without a node: what differs in the text, and, by the numbers of the call, which way the money moves.
function Fallback({ publication, rehearsed, problem, asked }: {
  publication: Publication; rehearsed: RehearsedDocument | null; problem: Problem | null; asked: boolean;
}) {
  const { text } = publication;
  const why = rehearsed?.fault ?? null;
  return (
    <>
      {why !== null ? <p>{visible(why)}</p> : problem !== null ? <ProblemNote problem={problem} calm />
        : asked && <Empty>asking the node which way each change moves</Empty>}
      {why === null && <p className="hint">Read from the chain alone: the parts of the document that differ. Which way a
        rule moves needs a node, or <code>dai proposal show</code>; which way the money moves stands below.</p>}
      {text === null ? <p><strong>The document of this proposal is not on chain.</strong> Nobody can say what it
        would allow.</p> : text.length === 0 ? <p>The documents do not differ.</p> : (
        <ul className="changes">
          {text.map((one) => (
            <li key={one.path} className="change text">
              <p><strong>{visible(one.path)}</strong></p>
              <p className="was"><span className="hint">now</span> {visible(one.before ?? 'nothing')}</p>
              <p className="is"><span className="hint">then</span> {visible(one.after ?? 'nothing')}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Limits({ publication, unit }: { publication: Publication; unit: (asset: string) => Unit }) {
  const { limits, after, held } = publication;
  return (
    <>
      {limits.length === 0 ? <p>The limits that the contract enforces stay as they are.</p> : (
        <ul className="changes">
          {limits.map((one) => (
            <li key={one.about} className={`change ${one.way}`}>
              <WayMark way={one.way} />
              <p><strong>{one.about}</strong></p>
              <p className="was"><span className="hint">now</span> {one.before}</p>
              <p className="is"><span className="hint">then</span> {one.after}</p>
            </li>
          ))}
        </ul>
      )}
      {after.map((limit) => (
        <p key={limit.asset} className="hint">What the contract would let go: {limitText(limit, unit(limit.asset))}.</p>
      ))}
      {held.map((one) => (
        <p key={one.asset} className="hint">In the vault now: {amountText(one.amount, unit(one.asset))}
          {' '}(<Address of={one.asset} />).</p>
      ))}
    </>
  );
}

function Statements({ document }: { document: RehearsedDocument }) {
  const { attestations, disagreements, limitsHash } = document;
  return (
    <>
      {disagreements.map((line) => <p key={line} className="alarm">{visible(line)}</p>)}
      {attestations.length === 0 ? <p>No operator says anything about it.</p> : (
        <ul className="plain">
          {attestations.map((one) => (
            <li key={one.operator}>Operator {one.operator}: limits <Hash of={one.limitsHash} />
              {limitsHash !== null && (one.limitsHash === limitsHash ? ', as compiled by this node'
                : ' (this node: another)')}, compiler {visible(one.compiler)}, backtest{' '}
              {one.report === null ? 'none' : <Hash of={one.report} />}</li>
          ))}
        </ul>
      )}
    </>
  );
}
