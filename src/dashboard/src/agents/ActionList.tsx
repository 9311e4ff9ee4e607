import { useRef, useState, type KeyboardEvent } from 'react';
import type { BudgetView } from '../node/views';
import { Hash, Mark, Money } from '../parts';
import { shortTime } from '../parts/Time';
import type { Row } from './book';
import { said } from './words';

const height = 40;
/** At least the height of the window, in pixels. */
const tall = 480;
const spare = 6;

/**
 * Rows of a log in a window that scrolls: however many there are, only those in sight are in the document. Arrow keys,
 * Home and End move the choice.
 */
export function ActionList({
  rows,
  chosen,
  choose,
  budgets,
}: {
  rows: readonly Row[];
  chosen: string | null;
  choose: (id: string) => void;
  budgets: readonly BudgetView[];
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.min(Math.floor(top / height) - spare, rows.length - 1));
  const last = Math.min(rows.length, Math.ceil((top + tall) / height) + spare);
  const move = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.id === chosen);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (next === undefined || rows.length === 0) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(rows.length - 1, next));
    choose(rows[to]!.id);
    show(frame.current, to);
  };
  return (
    <div
      className="window"
      ref={frame}
      tabIndex={0}
      role="region"
      aria-label="Actions, the newest first; arrow keys choose"
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={move}>
      <table aria-rowcount={rows.length + 1}>
        <colgroup>
          <col className="when" />
          <col className="said" />
          <col className="came wide" />
          <col className="wide" />
          <col className="sum" />
          <col className="wide" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Decision</th>
            <th scope="col" className="wide">
              Outcome
            </th>
            <th scope="col" className="wide">
              Rule
            </th>
            <th scope="col" className="number">
              Amount
            </th>
            <th scope="col" className="wide">
              Id
            </th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <tr aria-hidden="true">
              <td colSpan={6} style={{ height: first * height }} />
            </tr>
          )}
          {rows.slice(first, last).map((row, index) => (
            <tr
              key={row.id}
              aria-rowindex={first + index + 2}
              className={row.id === chosen ? 'chosen' : undefined}
              onClick={() => choose(row.id)}>
              <Cells row={row} budgets={budgets} choose={choose} chosen={row.id === chosen} />
            </tr>
          ))}
          {last < rows.length && (
            <tr aria-hidden="true">
              <td colSpan={6} style={{ height: (rows.length - last) * height }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Cells({
  row,
  budgets,
  choose,
  chosen,
}: {
  row: Row;
  budgets: readonly BudgetView[];
  choose: (id: string) => void;
  chosen: boolean;
}) {
  const budget = budgets.find((one) => one.asset !== null && one.asset.toLowerCase() === row.asset?.toLowerCase());
  return (
    <>
      <td>
        <button type="button" className="pick" tabIndex={-1} aria-pressed={chosen} onClick={() => choose(row.id)}>
          <time dateTime={row.time} title={row.time}>
            {shortTime(row.time)}
          </time>
        </button>
      </td>
      <td>{row.verdict === null ? <Mark word={row.outcome} verdict="plain" /> : <Mark word={said(row)} />}</td>
      <td className="wide">{row.verdict === null || row.verdict === 'denied' ? '' : <Mark word={row.outcome} />}</td>
      <td className="wide">{row.rule ?? (row.verdict === null ? '' : 'none')}</td>
      <td className="number">
        {row.effect === 'Money' ? (
          <Money amount={row.amount} decimals={budget?.decimals ?? 0} asset={budget?.name ?? 'units'} />
        ) : row.effect === 'None' ? (
          ''
        ) : (
          row.effect.toLowerCase()
        )}
      </td>
      <td className="wide">
        <Hash of={row.id} />
      </td>
    </>
  );
}

function show(frame: HTMLDivElement | null, index: number): void {
  if (frame === null) return;
  const above = index * height;
  if (above < frame.scrollTop) frame.scrollTop = above;
  else if (above + 2 * height > frame.scrollTop + frame.clientHeight)
    frame.scrollTop = above + 2 * height - frame.clientHeight;
}
