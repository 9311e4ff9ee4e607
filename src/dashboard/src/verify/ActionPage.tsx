import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useChain } from '../chain/ChainAccess';
import { Card, Copy, Empty, Hash, Mark, Page, ProblemNote, visible } from '../parts';
import { Problem, problemOf } from '../problem';
import { linkTo } from '../route';
import { Actions } from './Actions';
import { Files } from './Files';
import { FromNode } from './FromNode';
import type { Hex } from './hash';
import type { Line } from './lineage';
import { Picture, titles } from './Picture';
import { connect, type Proof, useProof } from './proof';
import { Result, Verdicts } from './Result';
import { session } from './session';
import { NodesWord, Trusted } from './Trusted';
import './verify.css';

/** The lineage of one action, or what a log holds: checked here, from a file and the reader's own endpoint. */
export default function ActionPage({ id }: { id: string | null }) {
  const proof = useProof();
  const { connected, manifest } = useChain();
  const beside = useMemo(() => (manifest === null ? null : JSON.stringify(manifest.document)), [manifest]);
  useEffect(() => {
    const endpoint = connected === null || manifest === null ? null
      : { url: connected.url, client: connected.client, contracts: manifest.contracts, isNode: connected.isNode };
    void connect(endpoint, beside);
  }, [connected, manifest, beside]);
  return (
    <Page title={id === null ? 'Check a log' : 'Why this happened'}
      lead="Checked here, in your browser, from a log's file and the chain. Whoever gives the file is not believed.">
      {id !== null && <p className="about">Action <Hash of={id} full what="the action's id" /></p>}
      <Source open={proof.verified === null && !proof.isBusy}>
        <FromNode action={id} proof={proof} />
        <Files proof={proof} agent={proof.verified?.actions.find((one) => one.action === id)?.agent ?? null} />
      </Source>
      {proof.problem !== null && <ProblemNote problem={proof.problem} />}
      <div aria-live="polite">{proof.isBusy && <p className="empty">checking {proof.fileName}</p>}</div>
      {proof.verified !== null && (
        <Checked id={id} proof={proof} beside={beside !== null} finality={manifest?.finality ?? 0n} />
      )}
    </Page>
  );
}

/** Where the file comes from; out of the way once there is a result. */
function Source({ open, children }: { open: boolean; children: ReactNode }) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  return (
    <details className="source" open={wanted ?? open}>
      <summary onClick={(event) => { event.preventDefault(); setWanted(!(wanted ?? open)); }}>
        {open ? 'The log to check' : 'Check another log'}</summary>
      <div className="choices">{children}</div>
    </details>
  );
}

interface Shown {
  id: string | null;
  proof: Proof;
  beside: boolean;
  finality: bigint;
}

function Checked({ id, proof, beside, finality }: Shown) {
  const { result, actions, milliseconds } = proof.verified!;
  return (
    <>
      <Verdicts result={result} />
      <NodesWord proof={proof} />
      {id === null ? <Actions actions={actions} /> : <Lineage id={id} proof={proof} />}
      <div className="grid">
        <Result result={result} milliseconds={milliseconds} />
        <Trusted proof={proof} beside={beside} finality={finality} />
      </div>
      <Yourself id={id} proof={proof} />
    </>
  );
}

function Lineage({ id, proof }: { id: string; proof: Proof }) {
  const [lines, setLines] = useState<Line[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let isOver = false;
    session.ask('lineage', { kind: 'lineage', action: id.toLowerCase() as Hex }).then((answer) => {
      if (isOver) return;
      setLines(answer.lines);
      setProblem(answer.lines !== null ? null : new Problem('DAI-7156', 'this file holds no leaf of this action',
        'export the log of the agent that took it, or choose an action of this file under "Check a log"'));
    }, (thrown) => { if (!isOver) setProblem(problemOf(thrown)); });
    return () => { isOver = true; };
  }, [id, proof.verified]);
  const all = <a href={linkTo('actions')}>All actions of this file</a>;
  if (problem !== null) return <><ProblemNote problem={problem} calm /><p>{all}</p></>;
  if (lines === null) return <Empty>reading the lineage</Empty>;
  return (
    <Card title="Lineage" aside={all}>
      {lines.length > 2 && <Picture lines={lines} />}
      <ul className="lineage">
        {lines.map((line, i) => (
          <li key={`${line.subject} ${i}`} className={line.standing.replace(' ', '-')}>
            <span className="subject">{titles[line.subject]}</span>
            <Mark word={line.standing} />
            <span className="text">{visible(line.text)}</span>
            <span className="why">{lead[line.standing]} {visible(line.how)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const lead: Record<Line['standing'], string> = { proven: 'How:', claimed: 'By', 'not checked': 'Why:' };

/** The same, without this page. */
function Yourself({ id, proof }: { id: string | null; proof: Proof }) {
  const { opened, verified, trust } = proof;
  const agent = verified?.actions.find((one) => one.action === id)?.agent ?? verified?.actions[0]?.agent ?? 'NAME';
  const hash = trust ?? opened?.hash ?? 'HASH';
  const file = proof.fileName !== null && /^[\w.-]+$/.test(proof.fileName) ? proof.fileName : 'log.json';
  const commands = [
    ['Take the log from the operator', `dai log export --agent ${agent} --out log.json`],
    ['Take the block\'s hash from an endpoint of yours',
      `cast block ${String(opened?.number)} --field hash --rpc-url URL`],
    ['Check the whole file', `dai log verify ${file} --trust ${hash} --dao manifest.json`],
    ...(id === null ? []
      : [['See this lineage', `dai why ${id} --bundle ${file} --trust ${hash} --dao manifest.json`]]),
  ] as [string, string][];
  return (
    <Card title="Check it yourself">
      <p>This page is one program that says so. Another one, written apart from it, is <code>dai</code>:</p>
      <dl className="commands">
        {commands.map(([what, command]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd><code>{command}</code><Copy text={command} what={`the command: ${what.toLowerCase()}`} /></dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
