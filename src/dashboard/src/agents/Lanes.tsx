import { useLayoutEffect, useRef } from 'react';
import { Shape, verdictOf, type Verdict } from '../parts/Mark';
import type { Row } from './book';
import { counted, said } from './words';

const lanes = ['Instruction', 'Model', 'Policy', 'Tool', 'Chain'] as const;
const step = 34;
const between = 42;
const margin = 8;
const head = 16;

/**
 * The last actions as swim-lanes, the oldest at the left: where each began, what the policy said, and how far it came.
 * A refusal ends in the lane of the policy. Its text twin is the list below it.
 */
export function Lanes({
  rows,
  chosen,
  choose,
  most = 32,
}: {
  rows: readonly Row[];
  chosen: string | null;
  choose: (id: string) => void;
  most?: number;
}) {
  const shown = rows
    .filter((row) => row.verdict !== null)
    .slice(0, most)
    .reverse();
  const frame = useRef<HTMLDivElement>(null);
  const newest = shown.at(-1)?.id;
  // The newest stands at the right end, and is what one comes for.
  useLayoutEffect(() => {
    frame.current?.scrollTo({ left: frame.current.scrollWidth });
  }, [newest]);
  const width = 2 * margin + Math.max(6, shown.length) * step;
  const height = head + lanes.length * between;
  return (
    <div className="lanes">
      <svg viewBox={`0 0 88 ${height}`} width="88" height={height} aria-hidden="true">
        {lanes.map((lane, index) => (
          <text key={lane} x="0" y={laneY(index) + 4}>
            {lane}
          </text>
        ))}
      </svg>
      <div className="scroll" ref={frame} tabIndex={0} role="region" aria-label="Picture of the last actions">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={`Swim-lanes of the last ${counted(shown)}`}>
          {lanes.map((lane, index) => (
            <line key={lane} className="lane" x1="0" x2={width} y1={laneY(index)} y2={laneY(index)} />
          ))}
          {shown.map((row, index) => (
            <Course
              key={row.id}
              row={row}
              x={margin + index * step + step / 2}
              height={height}
              chosen={row.id === chosen}
              choose={choose}
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

function Course({
  row,
  x,
  height,
  chosen,
  choose,
}: {
  row: Row;
  x: number;
  height: number;
  chosen: boolean;
  choose: (id: string) => void;
}) {
  const marks = marksOf(row);
  return (
    <g className={chosen ? 'course chosen' : 'course'} onClick={() => choose(row.id)}>
      <rect x={x - step / 2} y="0" width={step} height={height} rx="5" />
      <title>{`${row.time} ${said(row)}, ${row.outcome}`}</title>
      <line className="thread" x1={x} x2={x} y1={laneY(marks[0]!.lane)} y2={laneY(marks.at(-1)!.lane)} />
      {marks.map(({ lane, verdict }) => (
        <g key={lane} transform={`translate(${x} ${laneY(lane)})`}>
          <Shape verdict={verdict} />
        </g>
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
