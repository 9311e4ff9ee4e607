import { useState } from 'react';
import { Card, Empty, Hash, Mark, Table, Time, verdictOf, visible } from '../parts';
import { linkTo } from '../route';
import type { ActionRow } from './lineage';

const page = 50;

/** The shape of a verdict whose words go on after the first. */
const shapeOf = (verdict: string) => (verdict === 'over budget' ? 'refused' : verdictOf(verdict.split(/[ ,]/)[0]!));

/** The actions of a file, some at a time. */
export function Actions({ actions }: { actions: readonly ActionRow[] }) {
  const [shown, setShown] = useState(page);
  if (actions.length === 0) return <Card title="Actions"><Empty>No action of this file could be reached.</Empty></Card>;
  return (
    <Card title="Actions" aside={<>{actions.length} in this file</>}>
      <Table caption="Actions of this file" rows={actions.slice(0, shown)} keyOf={(one) => one.action} columns={[
        { title: 'When', of: (one) => <Time of={Math.floor(one.time / 1000)} /> },
        { title: 'Agent', of: (one) => visible(one.agent) },
        { title: 'Tool', of: (one) => <code>{visible(one.tool)}</code> },
        { title: 'Decision', of: ({ verdict }) => <Mark word={verdict} verdict={shapeOf(verdict)} /> },
        { title: 'Lineage', of: ({ action }) => (
          <a href={linkTo('actions', action)}><Hash of={action} /></a>
        ) },
      ]} />
      {shown < actions.length && (
        <button type="button" className="quiet" onClick={() => setShown(shown + page)}>Show {page} more</button>
      )}
    </Card>
  );
}
