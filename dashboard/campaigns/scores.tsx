import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ResponseScores } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, ends, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';

type Row = ResponseScores['models'][number];
const fixed = (value: number | null) => (value === null ? '–' : value.toFixed(2));

const columns: Column<Row>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'mean', header: 'Mean', value: (row) => row.mean.value, cell: (row) => fixed(row.mean.value), end: true },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => ends(row.mean),
    cell: (row) => (row.mean.low === null ? '–' : `${fixed(row.mean.low)} to ${fixed(row.mean.high)}`),
    end: true,
  },
  { id: 'ratings', header: 'Ratings', value: (row) => row.ratings, cell: (row) => count(row.ratings), end: true },
  {
    id: 'raters',
    header: 'Raters',
    value: (row) => row.mean.n,
    cell: (row) => count(row.mean.n),
    end: true,
    wide: true,
  },
  ...[0, 1, 2, 3, 4].map(
    (at): Column<Row> => ({
      id: `score-${at + 1}`,
      header: String(at + 1),
      value: (row) => row.distribution[at] ?? 0,
      end: true,
      wide: true,
    }),
  ),
];

/** How raters scored the responses of each model. */
export function Scores({ id }: { id: string }) {
  const [source, setSource] = useState('people');
  const query = useQuery({
    ...one('GET /v1/campaigns/{id}/scores', { path: { id }, query: { source } }),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
  const sources = query.data?.sources ?? [];
  return (
    <Card title="Scores">
      {sources.some((one) => one.source !== 'people') && (
        <Choice
          label="Scores of"
          name="source"
          value={source}
          choices={[...new Set(['people', ...sources.map((one) => one.source)])]}
          words={Object.fromEntries(
            sources.map(({ source, name, ratings }) => [source, `${name} (${count(ratings)})`]),
          )}
          onChange={setSource}
        />
      )}
      <Loaded query={query}>
        {({ models }) =>
          models.length === 0 ? (
            <p className="muted">Nothing is scored yet.</p>
          ) : (
            <>
              <Table label="Scores" rows={models} columns={columns} keyOf={({ model }) => model} sortable />
              <p className="muted small">
                From 1 to 5. Intervals resample raters, for the scores of one rater hang together; with one rater there
                is none.
              </p>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
