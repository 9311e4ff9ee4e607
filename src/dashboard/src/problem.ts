/** What went wrong, with what to do next: everything that a person reads about an error. */
export class Problem extends Error {
  /** @param code `DAI-nnnn`. @param fix What to do next, a sentence. */
  constructor(readonly code: string, message: string, readonly fix: string) {
    super(message);
    this.name = 'Problem';
  }
}

/** Any thrown value as a problem: what is not one already is a fault of this page. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem('DAI-7199', words, 'reload the page; if it comes again, report these words');
}
