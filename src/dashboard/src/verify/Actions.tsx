import { useState } from 'react';
import { Card, Empty, Hash, Mark, Table, Time, verdictOf, visible } from '../parts';
import { linkTo } from '../route';
import type { ActionRow } from './lineage';

const page = 50;

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
        { title: 'Decision', of: (one) => <Mark word={one.verdict} verdict={verdictOf(one.verdict.split(/[ ,]/)[0]!)} /> },
        { title: 'Lineage', of: (one) => <a href={linkTo('actions', one.action)} aria-label={`Why ${one.action} happened`}>
          <Hash of={one.action} /></a> },
      ]} />
      {shown < actions.length && (
        <button type="button" className="quiet" onClick={() => setShown(shown + page)}>Show {page} more</button>
      )}
    </Card>
  );
}
