import { useMemo } from 'react';
import type { Analysis } from '../../schema/contracts/index.ts';
import { count, decimal, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Cycle = NonNullable<Analysis['cycles']>['top'][number];

const columns: Column<Cycle>[] = [
  {
    id: 'circle',
    header: 'Circle',
    value: (row) => row.models.join(' > '),
    cell: (row) => (
      <ol className="circle">
        {row.models.map((model, at) => (
          <li key={model}>
            {model} <span className="muted small">beats the next, {percent(row.shares[at] ?? null, 0)}</span>
          </li>
        ))}
      </ol>
    ),
  },
  {
    id: 'weakest',
    header: 'Weakest win',
    value: (row) => Math.min(...row.shares),
    cell: (row) => percent(Math.min(...row.shares), 0),
    end: true,
    wide: true,
  },
  { id: 'p', header: 'p', value: (row) => row.p_value, cell: (row) => decimal(row.p_value), end: true },
];

const parts = [
  ['gradient_share', 'One order', 'what one line of strengths explains', 'var(--chart-1)'],
  ['curl_share', 'Circles of three', 'A beats B beats C beats A', 'var(--chart-2)'],
  ['harmonic_share', 'Longer circles', 'through four models or more', 'var(--chart-4)'],
] as const;

function Shares({ hodge }: { hodge: NonNullable<Analysis['hodge']> }) {
  return (
    <div className="stack">
      <div className="shares" aria-hidden="true">
        {parts.map(([key, , , color]) => (
          <span key={key} style={{ flexGrow: Math.max(0, hodge[key]), background: color }} />
        ))}
      </div>
      <dl className="facts">
        {parts.map(([key, name, text, color]) => (
          <div key={key}>
            <dt>
              <span className="swatch" style={{ background: color }} aria-hidden="true" /> {name}
            </dt>
            <dd>
              <b>{percent(hodge[key])}</b> <span className="muted small">{text}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted small">
        Shares of the pairwise log-odds (Hodge decomposition). Chance alone makes circles too where pairs met seldom, so
        only those below that chance does not explain speak against one order.
      </p>
    </div>
  );
}

/** Where preferences go in circles: how much of them no order explains, and which circles chance does not explain. */
export function Cycles({ analysis }: { analysis: Analysis | null }) {
  const top = useMemo(() => analysis?.cycles?.top ?? [], [analysis]);
  if (!analysis?.hodge && !analysis?.cycles) {
    return (
      <Empty title="No analysis of circles yet">
        <p>It needs three models of which each two were compared, and a snapshot computed since this was offered.</p>
      </Empty>
    );
  }
  const { cycles, hodge } = analysis;
  return (
    <>
      {hodge && (
        <Card title="How much one order explains">
          <Shares hodge={hodge} />
        </Card>
      )}
      {cycles && (
        <Card title="Circles of three">
          <p>
            {count(cycles.triples)} triples of models met each other, {count(cycles.cyclic)} of them in a circle;{' '}
            {cycles.significant === 0
              ? 'chance explains all of these.'
              : `${count(cycles.significant)} ${cycles.significant === 1 ? 'is' : 'are'} beyond chance (Holm, 5 %).`}
          </p>
          {top.length > 0 && (
            <details open={cycles.significant > 0}>
              <summary>{cycles.significant > 0 ? 'The clearest ones' : 'Those that chance explains least'}</summary>
              <Table
                label="Circles of three"
                rows={top}
                columns={columns}
                keyOf={(row) => row.models.join(' ')}
                sortable
              />
            </details>
          )}
        </Card>
      )}
    </>
  );
}
