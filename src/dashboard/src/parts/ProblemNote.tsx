import type { Problem } from '../problem';
import { visible } from './visible';

/** What is wrong and what to do, under its code; announced to whoever does not see it. */
export function ProblemNote({ problem, calm = false }: { problem: Problem; calm?: boolean }) {
  return (
    <div className={calm ? 'problem calm' : 'problem'} role="alert">
      <p><strong>{problem.code}</strong> {visible(problem.message)}</p>
      <p className="fix">{visible(problem.fix)}</p>
    </div>
  );
}
