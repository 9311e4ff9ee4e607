import { useAsked } from '../node/useAsked';
import type { InstructionView } from '../node/views';
import { Card, Facts, Hash, Mark, ProblemNote, Time, visible } from '../parts';
import { linkToAction } from '../route';
import type { Row } from './book';
import { said } from './words';

const labels: Record<string, string> = {
  Dao: 'a list of the DAO',
  Instruction: 'the instruction',
  Chain: 'the chain',
  Foreign: 'foreign text',
};

/** One row in full: what was asked, what came of it, and where it can be checked. */
export function ActionDetails({ row, agent }: { row: Row; agent: string }) {
  return (
    <Card title={row.verdict === null ? 'Event of the log' : 'Chosen action'} aside={<Mark word={said(row)} />}>
      <Facts
        facts={[
          ['Decided', <Time of={row.time} />],
          ['Rule', row.rule ?? 'none: silence means no'],
          ...(labels[row.label] === undefined ? [] : [['Least trusted value from', labels[row.label]] as const]),
          ['Outcome', <Mark word={row.outcome} />],
          [row.verdict === null ? 'Leaf' : 'Action', <Hash of={row.id} full what="the id" />],
        ]}
      />
      {row.instruction !== null && <Instruction id={row.instruction} action={row.id} />}
      {row.verdict !== null && (
        <p className="hint">
          <a href={linkToAction(row.id, agent)}>Lineage and proof</a>, or <code>dai why {row.id}</code>
        </p>
      )}
    </Card>
  );
}

function Instruction({ id, action }: { id: string; action: string }) {
  const { value, problem } = useAsked<InstructionView>(`/v1/instructions/${id}`);
  if (problem?.code === 'DAI-6011')
    return (
      <p className="hint">The node keeps the words of the last 64 instructions; of older ones a bundle tells.</p>
    );
  if (value === null) return problem === null ? null : <ProblemNote problem={problem} />;
  const found = value.actions.find((one) => one.id === action);
  return (
    <>
      <h3>What was asked</h3>
      <blockquote>{visible(value.text)}</blockquote>
      {found !== undefined && (
        <Facts
          facts={[
            ['Call', <code>{visible(found.tool)}</code>],
            ...Object.entries(found.args).map(
              ([name, text]) => [visible(name), <code>{visible(text)}</code>] as const,
            ),
            ['Reason', visible(found.reason)],
            ...(found.tx === null
              ? []
              : [['Transaction', <Hash of={found.tx} full what="the transaction" />] as const]),
          ]}
        />
      )}
      {value.answer !== null && (
        <>
          <h3>What the agent answered</h3>
          <blockquote>{visible(value.answer)}</blockquote>
        </>
      )}
      <p className="hint">
        The model read {value.tokens.prompt} tokens and wrote {value.tokens.answer}.
      </p>
    </>
  );
}
