import type { ReactNode } from 'react';

/** A page's title, what it is for, and what can be done on it. */
export function Page(props: {
  title: string;
  lead?: ReactNode;
  crumb?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, lead, crumb, actions, children } = props;
  return (
    <>
      <title>{`${title} · Assay`}</title>
      <header className="head">
        <div className="stack" style={{ gap: '0.25rem', minWidth: 0 }}>
          {crumb && <p className="crumb">{crumb}</p>}
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** One group of related things on a page. */
export function Card({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title !== undefined && (
        <div className="row between">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

/** Name and value pairs. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
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
