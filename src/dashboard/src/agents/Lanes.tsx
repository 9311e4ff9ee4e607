import { Shape, verdictOf, type Verdict } from '../parts/Mark';
import type { Row } from './book';
import { counted, said } from './words';

const lanes = ['Instruction', 'Model', 'Policy', 'Tool', 'Chain'] as const;
const left = 92;
const step = 34;
const between = 42;
const head = 16;

/**
 * The last actions as swim-lanes, the oldest at the left: where each began, what the policy said, and how far it came. A
 * refusal ends in the lane of the policy. Its text twin is the list below it.
 */
export function Lanes({ rows, chosen, choose, most = 32 }: {
  rows: readonly Row[]; chosen: string | null; choose: (id: string) => void; most?: number;
}) {
  const shown = rows.filter((row) => row.verdict !== null).slice(0, most).reverse();
  const width = left + Math.max(6, shown.length) * step + 8;
  const height = head + lanes.length * between;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Picture of the last actions">
      <svg className="lanes" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img"
        aria-label={`Swim-lanes of the last ${counted(shown)}`}>
        {lanes.map((lane, index) => (
          <g key={lane} transform={`translate(0 ${head + index * between})`}>
            <line className="lane" x1={left - 8} x2={width} y1="12" y2="12" />
            <text x="0" y="16">{lane}</text>
          </g>
        ))}
        {shown.map((row, index) => <Course key={row.id} row={row} x={left + index * step + step / 2} height={height}
          chosen={row.id === chosen} choose={choose} />)}
      </svg>
    </div>
  );
}

function Course({ row, x, height, chosen, choose }: {
  row: Row; x: number; height: number; chosen: boolean; choose: (id: string) => void;
}) {
  const marks = marksOf(row);
  return (
    <g className={chosen ? 'course chosen' : 'course'} onClick={() => choose(row.id)}>
      <rect x={x - step / 2} y="0" width={step} height={height} rx="5" />
      <title>{`${row.time} ${said(row)}, ${row.outcome}`}</title>
      <line className="thread" x1={x} x2={x} y1={laneY(marks[0]!.lane)} y2={laneY(marks.at(-1)!.lane)} />
      {marks.map(({ lane, verdict }) => (
        <g key={lane} transform={`translate(${x} ${laneY(lane)})`}><Shape verdict={verdict} /></g>
      ))}
    </g>
  );
}

const laneY = (lane: number): number => head + lane * between + 12;

/** Which lanes an action reached, and what is marked in each. */
export function marksOf(row: Row): { lane: number; verdict: Verdict }[] {
  const marks: { lane: number; verdict: Verdict }[] = [];
  if (row.instruction !== null) marks.push({ lane: 0, verdict: 'plain' });
  marks.push({ lane: 1, verdict: 'plain' });
  const refused = row.verdict === 'denied' || row.outcome === 'expired';
  marks.push({ lane: 2, verdict: refused ? 'refused' : row.outcome === 'waiting' ? 'waiting' : 'good' });
  if (refused || row.outcome === 'waiting') return marks;
  marks.push({ lane: row.effect === 'Money' ? 4 : 3, verdict: verdictOf(row.outcome) });
  return marks;
}
