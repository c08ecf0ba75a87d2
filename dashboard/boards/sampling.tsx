import { useMemo } from 'react';
import type { Analysis } from '../../schema/contracts/index.ts';
import { count, dateTime, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Sampled = Analysis['models'][number] & { most: number };

const columns: Column<Sampled>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'ratings', header: 'Ratings', value: (row) => row.ratings, cell: (row) => count(row.ratings), end: true },
  {
    id: 'share',
    header: 'Share of all',
    value: (row) => row.share,
    cell: (row) => (
      <span className="share">
        <meter className="bar" aria-label={`Share of ${row.model}`} value={row.share} max={row.most} />
        {percent(row.share)}
      </span>
    ),
  },
  {
    id: 'retired',
    header: 'Retired',
    value: (row) => row.retired_at,
    cell: (row) => (row.retired_at === null ? 'no' : dateTime(row.retired_at)),
    wide: true,
  },
];

/** Every model that was ever scored, how often raters were handed it, and when it was retired. */
export function Sampling({ analysis }: { analysis: Analysis | null }) {
  const rows = useMemo(() => {
    const models = analysis?.models ?? [];
    const most = Math.max(...models.map(({ share }) => share), 0.001);
    return models.map((model) => ({ ...model, most })).toSorted((a, b) => b.ratings - a.ratings);
  }, [analysis]);
  if (rows.length === 0) {
    return (
      <Empty title="Nothing was rated yet">
        <p>Every model that a rating was ever counted for will stand here, on the board or not.</p>
      </Empty>
    );
  }
  const retired = rows.filter(({ retired_at }) => retired_at !== null).length;
  return (
    <Card title="Sampling and retirements">
      <p>
        {count(rows.length)} models were ever scored,{' '}
        {retired === 0 ? 'none of them retired' : `${count(retired)} of them retired since`}. A model that is handed out
        more often gets a narrower interval, not a better rank.
      </p>
      <Table label="Sampling shares" rows={rows} columns={columns} keyOf={(row) => row.model} sortable />
    </Card>
  );
}
