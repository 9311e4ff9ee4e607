import { Hash, Mark, Table } from '../../parts';
import { visible } from '../../parts/visible';
import { linkTo } from '../../route';
import { amountText, type Unit } from '../limits';
import { movements, type Backtest, type ChangedAction, type Reached, type Verdict } from '../rehearsal';

const rows: readonly Reached[] = ['allowed', 'approval', 'denied'];
const words: Readonly<Record<Reached, string>> = { allowed: 'allowed', approval: 'waits', denied: 'denied' };
const most = 100;
const mostDots = 24;
const [left, middle, right] = [70, 220, 370];

/** What the recorded actions would have become under the proposed policy. */
export function BacktestView({ backtest, unit }: { backtest: Backtest; unit: (asset: string) => Unit }) {
  const { changed } = backtest.report;
  const [summary, ...rest] = backtest.lines.filter((line) => !/\[0x[0-9a-f]{64}\]$|^report 0x/.test(line));
  return (
    <div className="backtest">
      <p>{visible(summary ?? '')}</p>
      <p className="hint">{visible(rest.join(' '))}</p>
      {changed.length > 0 && <Flow changed={changed} same={backtest.report.same} />}
      {changed.length > 0 && <Changed changed={changed.slice(0, most)} unit={unit} />}
      {changed.length > most && <p className="hint">The first {most} of {changed.length} are listed.</p>}
      <p className="hint">Report <Hash of={backtest.hash} full what="the hash of the report" /> over the log proven
        against block <Hash of={backtest.report.block} />. <code>dai policy backtest</code> makes it again.</p>
    </div>
  );
}

/** Past actions as dots on their way from what was decided to what would be. */
function Flow({ changed, same }: { changed: readonly ChangedAction[]; same: number }) {
  const moved = movements(changed);
  const text = `${moved.map((one) => `${one.count} from ${words[one.from]} to ${words[one.to]}`).join(', ')}; `
    + `${same} stay as they were.`;
  const y = (at: Reached): number => 30 + rows.indexOf(at) * 50;
  return (
    <svg className="flow" viewBox="0 0 440 160" role="img" aria-label={text}>
      <text x="8" y="12" className="moment">was</text>
      <text x="432" y="12" className="moment" textAnchor="end">would be</text>
      {rows.map((row) => (
        <g key={row} className={`lane ${row}`}>
          <text x="8" y={y(row) + 5}>{words[row]}</text>
          <text x="432" y={y(row) + 5} textAnchor="end">{words[row]}</text>
        </g>
      ))}
      {moved.map(({ from, to, count }) => (
        <g key={from + to} className={rows.indexOf(to) < rows.indexOf(from) ? 'further' : 'less'}>
          <path d={`M${left} ${y(from)}C${middle} ${y(from)} ${middle} ${y(to)} ${right} ${y(to)}`} />
          {Array.from({ length: Math.min(count, mostDots) }, (_, i) => {
            const at = (i + 1) / (Math.min(count, mostDots) + 1);
            const further = rows.indexOf(to) < rows.indexOf(from);
            return <Dot key={i} at={at} from={y(from)} to={y(to)} further={further} />;
          })}
          <text {...countAt(y(from), y(to))} textAnchor="middle" className="count">{count}</text>
        </g>
      ))}
    </svg>
  );
}

// The count stands where no other movement passes: towards the end of one that gets further, else near its beginning.
function countAt(from: number, to: number): { x: number; y: number } {
  const [x, y] = pointAt(to < from ? 0.8 : 0.2, from, to);
  return { x, y: y - 9 };
}

function pointAt(at: number, from: number, to: number): readonly [number, number] {
  const [a, b, c, d] = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at * at * (1 - at), at ** 3];
  return [a * left + (b + c) * middle + d * right, (a + b) * from + (c + d) * to];
}

// On the curve of its movement: a triangle that points up gets further, one that points down less far.
function Dot({ at, from, to, further }: { at: number; from: number; to: number; further: boolean }) {
  const [x, y] = pointAt(at, from, to);
  return <path className="dot" transform={`translate(${x} ${y})`} d={further ? 'M0-5l5 8h-10z' : 'M0 5l5-8h-10z'} />;
}

function Changed({ changed, unit }: { changed: readonly ChangedAction[]; unit: (asset: string) => Unit }) {
  return (
    <Table caption="Actions that would be decided otherwise" rows={changed} keyOf={(one) => one.action} columns={[
      { title: 'Action', of: (one) => <a href={linkTo('actions', one.action)}><Hash of={one.action} /></a> },
      { title: 'Tool', wide: true, of: (one) => visible(one.tool) },
      { title: 'Was', of: (one) => <Said verdict={one.then} /> },
      { title: 'Would be', of: (one) => <Said verdict={one.now} /> },
      { title: 'Amount', number: true, of: ({ asset, amount }) =>
        asset === undefined || amount === undefined ? '' : amountText(BigInt(amount), unit(asset)) },
    ]} />
  );
}

function Said({ verdict }: { verdict: Verdict }) {
  const waits = verdict.verdict === 'approval' && { verdict: 'waiting' as const };
  return <><Mark word={words[verdict.verdict]} {...waits} />
    {verdict.rule !== null && <span className="hint"> {visible(verdict.rule)}</span>}</>;
}
