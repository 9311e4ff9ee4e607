import type { ReactNode } from 'react';

export interface Column<T> {
  readonly title: string;
  readonly of: (row: T) => ReactNode;
  /** Numbers stand at the right, digit under digit. */
  readonly number?: boolean;
  /** Left out where the page is narrow: what it says can be reached by a link of the row. */
  readonly wide?: boolean;
}

const classOf = ({ number, wide }: Pick<Column<never>, 'number' | 'wide'>): string | undefined =>
  [number && 'number', wide && 'wide'].filter(Boolean).join(' ') || undefined;

/** A table that can be scrolled sideways on a narrow page, with the keyboard as well. */
export function Table<T>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.title} scope="col" className={classOf(c)}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((c) => (
                <td key={c.title} className={classOf(c)}>
                  {c.of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
