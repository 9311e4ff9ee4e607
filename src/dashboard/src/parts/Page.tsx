import { useLayoutEffect, useRef, type ReactNode } from 'react';

/** One page: its title is the document's and the one heading of level 1, and gets the focus when it opens. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${title} · DecentralizedAi`;
    // Whoever listens hears where they are; the first page of a visit leaves the focus where the browser put it.
    if (document.activeElement !== document.body || document.body.dataset['moved'] === 'yes')
      heading.current?.focus();
    document.body.dataset['moved'] = 'yes';
  }, [title]);
  return (
    <article className="page">
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
      {children}
    </article>
  );
}

/** A part of a page under its own heading. */
export function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <div className="aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** Names and values in two columns. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Says that there is nothing, and what would be here. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;
