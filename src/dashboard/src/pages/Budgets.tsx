import { useMemo, useState } from 'react';
import { useLog } from '../agents/useLog';
import type { Row } from '../agents/book';
import { BurnDown } from '../budgets/BurnDown';
import { forecast, spendsOf } from '../budgets/forecast';
import { InVaults } from '../budgets/InVaults';
import { Level } from '../budgets/Level';
import { useNode } from '../node/NodeAccess';
import { useAsked } from '../node/useAsked';
import type { AgentView, BudgetView } from '../node/views';
import { Card, Empty, Facts, Mark, Money, Page, Time, units, visible } from '../parts';
import { linkTo } from '../route';
import { NeedsNode } from './NeedsNode';
import { NoAgent } from './Overview';

/** What each agent may still use, what the most is that can leave, and where its pace leads. */
export default function Budgets() {
  const { client } = useNode();
  const agents = useAsked<AgentView[]>('/v1/agents');
  return (
    <Page
      title="Budgets"
      lead="By the node's own count; of money the vault counts again on chain, and its word is the last. Marks stand at
        50, 75 and 90 % used.">
      {client === null && <InVaults />}
      <NeedsNode polled={agents}>
        {(list) =>
          list.length === 0 ? (
            <NoAgent />
          ) : (
            list.map((agent) => <OfAgent key={agent.id} agent={agent} first={list.length <= fewAgents} />)
          )
        }
      </NeedsNode>
      {client !== null && <InVaults />}
    </Page>
  );
}

/** Agents whose pace is shown at once; of more it is shown when it is asked for, since each takes a whole log. */
const fewAgents = 4;

function OfAgent({ agent, first }: { agent: AgentView; first: boolean }) {
  const [open, setOpen] = useState(first);
  const { rows } = useLog(agent.name, open ? agent.leaves : 0);
  const [money, rest] = [
    agent.budgets.filter((one) => one.asset !== null),
    agent.budgets.filter((one) => one.asset === null),
  ];
  return (
    <Card title={visible(agent.name)} aside={<a href={linkTo('agents', agent.name)}>What it did</a>}>
      {agent.budgets.length === 0 && (
        <Empty>
          {agent.answers
            ? 'No policy that is a law gives it a budget: it can spend nothing.'
            : 'It does not answer now, so what it may still use is not known; what its vault lets out is below.'}
        </Empty>
      )}
      {money.map((budget) => (
        <OfMoney key={budget.name} budget={budget} rows={open ? rows : null} />
      ))}
      {!open && money.length > 0 && (
        <button type="button" className="quiet" onClick={() => setOpen(true)}>
          Pace and forecast<span className="unseen"> of {visible(agent.name)}</span></button>
      )}
      {rest.length > 0 && <h3>Resources</h3>}
      {rest.map((budget) => (
        <Level key={budget.name} budget={budget} />
      ))}
    </Card>
  );
}

/** @param rows The log of its agent; null where only the level is shown. */
function OfMoney({ budget, rows }: { budget: BudgetView; rows: readonly Row[] | null }) {
  const spends = useMemo(() => spendsOf(rows ?? [], budget.asset!), [rows, budget.asset]);
  // To the minute: a picture that moves by itself is harder to read than one that is a minute old. What was paid since
  // is in it.
  const now = Math.max(Math.floor(Date.now() / 60_000) * 60_000, spends.at(-1)?.at ?? 0);
  const ahead = useMemo(() => forecast(budget, spends, now), [budget, spends, now]);
  if (rows === null) return <Level budget={budget} />;
  return (
    <>
      <h3>{visible(budget.name)}</h3>
      <Level budget={budget} />
      <BurnDown budget={budget} spends={spends} forecast={ahead} now={now} />
      <Facts
        facts={[
          [
            'Refills',
            <>
              <Money amount={budget.perDay} decimals={budget.decimals} asset={budget.name} /> a day
            </>,
          ],
          [
            'Spent in all',
            <>
              <Money amount={budget.spent} decimals={budget.decimals} asset={budget.name} />
              {budget.lifetime === null ? (
                ', without a limit in all'
              ) : (
                <> of {units(budget.lifetime, budget.decimals)}</>
              )}
            </>,
          ],
          ...(ahead === null
            ? []
            : [
                [
                  'Waits for refills',
                  ahead.empty === null ? (
                    <Mark word="not at this pace" verdict="good" />
                  ) : (
                    <>
                      <Mark word="from" verdict="waiting" /> <Time of={Math.floor(ahead.empty / 1_000)} />
                    </>
                  ),
                ] as const,
                [
                  'Used up for good',
                  ahead.over === null ? (
                    <Mark word="not at this pace" verdict="good" />
                  ) : (
                    <>
                      <Mark word="on" verdict="waiting" /> <Time of={Math.floor(ahead.over / 1_000)} />
                    </>
                  ),
                ] as const,
              ]),
        ]}
      />
    </>
  );
}
