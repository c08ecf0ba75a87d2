import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BoardAgreement } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { counted, decimal, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';
import { points } from './interval.tsx';

type Both = BoardAgreement['models'][number];
type Opposed = BoardAgreement['disagreements'][number];

const columns: Column<Both>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'left', header: 'Rank here', value: (row) => row.left_rank, end: true },
  { id: 'right', header: 'Rank there', value: (row) => row.right_rank, end: true },
  {
    id: 'shift',
    header: 'Difference',
    value: (row) => row.right_rank - row.left_rank,
    cell: ({ left_rank, right_rank }) =>
      right_rank === left_rank ? '0' : `${right_rank > left_rank ? '+' : '−'}${Math.abs(right_rank - left_rank)}`,
    end: true,
  },
  {
    id: 'left_score',
    header: 'Score here',
    value: (row) => row.left_score,
    cell: (row) => points(row.left_score),
    end: true,
    wide: true,
  },
  {
    id: 'right_score',
    header: 'Score there',
    value: (row) => row.right_score,
    cell: (row) => points(row.right_score),
    end: true,
    wide: true,
  },
];
const opposed_columns: Column<Opposed>[] = [
  { id: 'a', header: 'Model', value: (row) => row.a },
  { id: 'b', header: 'Against', value: (row) => row.b },
  {
    id: 'here',
    header: 'Won here',
    value: (row) => row.left_first,
    cell: (row) => percent(row.left_first, 0),
    end: true,
  },
  {
    id: 'there',
    header: 'Won there',
    value: (row) => row.right_first,
    cell: (row) => percent(row.right_first, 0),
    end: true,
  },
];

const draw: Parameters<typeof Chart<Both>>[0]['draw'] = (plot, rows, width) => {
  const last = Math.max(...rows.flatMap(({ left_rank, right_rank }) => [left_rank, right_rank]));
  const scale = { domain: [1, last], grid: true, ticks: Math.min(last, 8) };
  return {
    height: Math.min(width, 420),
    width: Math.min(width, 560),
    marginBottom: 40,
    marginLeft: 48,
    x: { ...scale, label: 'rank here', labelOffset: 36 },
    y: { ...scale, label: 'rank there', reverse: true },
    marks: [
      plot.line(
        [
          [1, 1],
          [last, last],
        ],
        { stroke: 'var(--line-strong)', strokeDasharray: '4 4' },
      ),
      plot.dot(rows, {
        x: 'left_rank',
        y: 'right_rank',
        fill: 'var(--chart-1)',
        r: 4,
        tip: true,
        title: (row: Both) => `${row.model}: ${row.left_rank} here, ${row.right_rank} there`,
      }),
    ],
  };
};

/** Two boards side by side: ranks in both, how well they agree, and where they do not. */
export function Agreement({ id, other }: { id: string; other: string }) {
  const query = useQuery(one('GET /v1/leaderboards/{id}/agreement', { path: { id }, query: { with: other } }));
  return (
    <Loaded query={query}>
      {({ left, right, models, spearman, kendall, only_left, only_right, disagreements }) => (
        <>
          <Card
            title={`${left.name} and ${right.name}`}
            aside={
              <Link to="/leaderboards/$id" params={{ id: right.id }}>
                Open the other
              </Link>
            }
          >
            <p>{agreementSentence(spearman, kendall, models.length)}</p>
            {models.length > 1 && (
              <Chart
                title="Ranks on both boards"
                summary="Each dot is a model; on the dashed line both boards agree."
                rows={models}
                columns={columns}
                keyOf={(row) => row.model}
                draw={draw}
              />
            )}
            <Table label="Ranks on both boards" rows={models} columns={columns} keyOf={(row) => row.model} sortable />
            {only_left.length > 0 && <p className="small">Only here: {only_left.join(', ')}.</p>}
            {only_right.length > 0 && <p className="small">Only there: {only_right.join(', ')}.</p>}
          </Card>
          {disagreements.length > 0 && (
            <Card title="Pairs decided oppositely">
              <Table
                label="Pairs decided oppositely"
                rows={disagreements}
                columns={opposed_columns}
                keyOf={({ a, b }) => `${a} ${b}`}
                sortable
              />
            </Card>
          )}
        </>
      )}
    </Loaded>
  );
}

function agreementSentence(spearman: number | null, kendall: number | null, models: number): string {
  if (spearman === null || kendall === null)
    return 'There is no rank correlation: it needs three models whose scores differ on both boards.';
  const agreed = percent((1 + kendall) / 2, 0);
  return `Over ${counted(models, 'model')} the ranks correlate at ${decimal(spearman, 2)} (Spearman; Kendall ${decimal(kendall, 2)}: about ${agreed} of pairs stand in the same order).`;
}
