import { Shape, type Verdict } from '../parts/Mark';
import type { Line, Standing, Subject } from './lineage';

const shapes: Record<Standing, Verdict> = { proven: 'good', claimed: 'waiting', 'not checked': 'plain' };

export const titles: Record<Subject, string> = {
  proposal: 'Proposal', votes: 'Votes', policy: 'Policy', instruction: 'Instruction', model: 'Model', labels: 'Labels',
  rule: 'Rule', approval: 'Approval', money: 'Money', outcome: 'Outcome', checkpoint: 'Checkpoint',
};

const branches: readonly (readonly Subject[])[] = [
  ['proposal', 'votes', 'policy'], ['instruction', 'model', 'labels'],
];
const box = { width: 132, height: 58 };

interface Node {
  line: Line;
  x: number;
  y: number;
}

/** The weakest standing of several lines of one subject. */
function weakest(lines: readonly Line[], subject: Subject): Line | null {
  const own = lines.filter((line) => line.subject === subject);
  return own.find((line) => line.standing === 'not checked') ?? own.find((line) => line.standing === 'claimed')
    ?? own[0] ?? null;
}

/** Two branches, from the votes and from the instruction, meet in the rule; what follows goes on in one line. */
function layout(lines: readonly Line[], isNarrow: boolean): { nodes: Node[]; joins: [Node, Node][]; size: [number, number] } {
  const place = (subject: Subject, along: number, across: number): Node[] => {
    const line = weakest(lines, subject);
    const [x, y] = isNarrow ? [across * 174, along * 84] : [along * 158, across * 128];
    return line === null ? [] : [{ line, x: x + 4, y: y + 4 }];
  };
  const [left, right] = branches.map((branch, i) => branch.flatMap((subject, at) => place(subject, at, i)));
  const rest = (['rule', 'approval', 'money', 'outcome', 'checkpoint'] as const)
    .filter((subject) => weakest(lines, subject) !== null);
  const tail = rest.flatMap((subject, at) => place(subject, 3 + at, 0.5));
  const chain = (nodes: readonly Node[]) => nodes.slice(1).map((node, i): [Node, Node] => [nodes[i]!, node]);
  const meeting = tail[0];
  const ends = [left!.at(-1), right!.at(-1)].filter((node) => node !== undefined);
  return {
    nodes: [...left!, ...right!, ...tail],
    joins: [...chain(left!), ...chain(right!), ...chain(tail),
      ...(meeting === undefined ? [] : ends.map((end): [Node, Node] => [end, meeting]))],
    size: isNarrow ? [174 + box.width + 8, (2 + tail.length) * 84 + box.height + 8]
      : [(2 + tail.length) * 158 + box.width + 8, 128 + box.height + 8],
  };
}

function path([from, to]: [Node, Node], isNarrow: boolean): string {
  const [x1, y1] = isNarrow ? [from.x + box.width / 2, from.y + box.height] : [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = isNarrow ? [to.x + box.width / 2, to.y] : [to.x, to.y + box.height / 2];
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return isNarrow ? `M${x1} ${y1}C${x1} ${my} ${x2} ${my} ${x2} ${y2}` : `M${x1} ${y1}C${mx} ${y1} ${mx} ${y2} ${x2} ${y2}`;
}

/** The lineage in words, for who does not see it. */
export const inWords = (lines: readonly Line[]): string =>
  lines.map((line) => `${titles[line.subject]}: ${line.standing}`).join('. ');

/** The lineage as a picture: side by side where there is room, from top to bottom on a phone. */
export function Picture({ lines }: { lines: readonly Line[] }) {
  return (
    <figure className="lineage-picture">
      <Drawn lines={lines} isNarrow={false} />
      <Drawn lines={lines} isNarrow />
    </figure>
  );
}

function Drawn({ lines, isNarrow }: { lines: readonly Line[]; isNarrow: boolean }) {
  const { nodes, joins, size } = layout(lines, isNarrow);
  return (
    <svg className={isNarrow ? 'narrow' : 'broad'} viewBox={`0 0 ${size[0]} ${size[1]}`} role="img"
      aria-label={`Lineage from the vote and the instruction to the checkpoint. ${inWords(lines)}.`}>
      {joins.map((join) => (
        <path key={`${join[0].line.subject} ${join[1].line.subject}`} className="join" d={path(join, isNarrow)} />
      ))}
      {nodes.map(({ line, x, y }) => (
        <g key={line.subject} className={`step ${shapes[line.standing]}`} transform={`translate(${x} ${y})`}>
          <rect width={box.width} height={box.height} rx="9" />
          <g transform="translate(20 29)"><Shape verdict={shapes[line.standing]} /></g>
          <text x="38" y="26" className="what">{titles[line.subject]}</text>
          <text x="38" y="44" className="how">{line.standing}</text>
        </g>
      ))}
    </svg>
  );
}
