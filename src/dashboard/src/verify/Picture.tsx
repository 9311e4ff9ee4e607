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
const box = { width: 146, height: 58 };
const stride = { along: 172, across: 124, narrow: 84 };

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

interface Layout {
  nodes: Node[];
  joins: [Node, Node][];
  size: [number, number];
}

/** Two branches, from the votes and from the instruction, meet in the rule; what follows goes on in one line. */
function layout(lines: readonly Line[], isNarrow: boolean): Layout {
  const place = (subject: Subject, along: number, across: number): Node[] => {
    const line = weakest(lines, subject);
    const [x, y] = isNarrow ? [across * stride.along, along * stride.narrow]
      : [along * stride.along, across * stride.across];
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
    size: isNarrow ? [stride.along + box.width + 8, (2 + tail.length) * stride.narrow + box.height + 8]
      : [(2 + tail.length) * stride.along + box.width + 8, stride.across + box.height + 8],
  };
}

function path([from, to]: [Node, Node], isNarrow: boolean): string {
  const { width, height } = box;
  if (isNarrow) {
    const [x1, y1, x2, y2] = [from.x + width / 2, from.y + height, to.x + width / 2, to.y];
    const half = (y1 + y2) / 2;
    return `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`;
  }
  const [x1, y1, x2, y2] = [from.x + width, from.y + height / 2, to.x, to.y + height / 2];
  const half = (x1 + x2) / 2;
  return `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`;
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
