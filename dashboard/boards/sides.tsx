import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { BoardAgreement, Leaderboard, LeaderboardResult } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Chart } from '../parts/chart.tsx';
import { counted, decimal, percent } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { list, one, useWrite } from '../queries.ts';
import { sourceText } from './filters.tsx';
import type { BoardSearch } from './search.ts';
import { points } from './standings.tsx';

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

/** This board beside another of the same campaign: people's beside a judge's, one method beside another. */
export function SidesTab({ board, search }: { board: LeaderboardResult; search: BoardSearch }) {
  const navigate = useNavigate();
  const all = useInfiniteQuery(list('GET /v1/leaderboards', { query: { limit: 200 } })).data?.pages;
  const others = useMemo(() => {
    const here = sourceText(board.settings.source);
    const near = (other: Leaderboard) => Number(sourceText(other.settings.source) === here);
    return (all ?? [])
      .flatMap(({ data }) => data)
      .filter(({ id, campaign_id }) => campaign_id === board.campaign_id && id !== board.id)
      .toSorted((a, b) => near(a) - near(b));
  }, [all, board]);
  const other = search.with ?? others[0]?.id;
  return (
    <>
      {others.length > 0 && other !== undefined && (
        <div className="filters">
          <Choice
            label="Beside"
            name="with"
            value={other}
            choices={others.map(({ id }) => id)}
            words={Object.fromEntries(others.map(({ id, name }) => [id, name]))}
            onChange={(id) =>
              navigate({
                to: '/leaderboards/$id',
                params: { id: board.id },
                search: { tab: 'sides', with: id },
                replace: true,
              })
            }
          />
        </div>
      )}
      {other !== undefined ? (
        <Sides key={other} id={board.id} other={other} />
      ) : (
        <Empty title="No other board of this campaign">
          <p>
            Make one of the same comparisons by another method, by a judge’s verdicts or by one criterion, and it stands
            beside this one here.
          </p>
        </Empty>
      )}
      <OtherSources board={board} />
    </>
  );
}

/** One button for each source of preferences that could stand beside this board. */
function OtherSources({ board }: { board: LeaderboardResult }) {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const write = useWrite('POST /v1/leaderboards', (made) => {
    announce(`Leaderboard ${made.name} made.`);
    navigate({ to: '/leaderboards/$id', params: { id: board.id }, search: { tab: 'sides', with: made.id } });
  });
  const { name, campaign_id, method, settings, facets } = board;
  const own = settings.source.kind === 'people' ? 'people' : settings.source.judge_id;
  const sources = facets.sources.filter(({ source }) => source !== own);
  if (!can || sources.length === 0) return null;
  return (
    <div className="row">
      {sources.map(({ source, name: who, ratings }) => (
        <button
          key={source}
          type="button"
          className="button"
          disabled={write.isPending}
          onClick={() =>
            write.mutate({
              body: {
                name: `${name}, ${who}`.slice(0, 200),
                campaign_id,
                method,
                settings: {
                  ...settings,
                  source: source === 'people' ? { kind: 'people' } : { kind: 'judge', judge_id: source },
                },
              },
            })
          }
        >
          Make the board of {who} ({counted(ratings, 'rating')})
        </button>
      ))}
      {write.error && <Failure error={write.error} />}
    </div>
  );
}

function Sides({ id, other }: { id: string; other: string }) {
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
