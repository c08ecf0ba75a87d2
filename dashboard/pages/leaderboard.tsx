import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { LeaderboardResult, Snapshot } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge } from '../parts/badge.tsx';
import { Chart } from '../parts/chart.tsx';
import { count, counted, dateTime } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one, useWrite } from '../queries.ts';
import { method_text } from './leaderboards.tsx';

type Row = Snapshot['rows'][number];

function number(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) <= 1 ? value.toFixed(3) : value.toFixed(0);
}

const columns: Column<Row>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'rank', header: 'Rank', value: (row) => row.rank, end: true },
  {
    id: 'score',
    header: 'Score',
    value: (row) => row.score,
    cell: (row) => <b data-score={row.model}>{number(row.score)}</b>,
    end: true,
  },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => number(row.low), end: true, wide: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => number(row.high), end: true, wide: true },
  { id: 'wins', header: 'Wins', value: (row) => row.wins, cell: (row) => count(row.wins), end: true },
  { id: 'losses', header: 'Losses', value: (row) => row.losses, cell: (row) => count(row.losses), end: true },
  { id: 'ties', header: 'Ties', value: (row) => row.ties, cell: (row) => count(row.ties), end: true, wide: true },
];

const draw: Parameters<typeof Chart<Row>>[0]['draw'] = (plot, rows, width) => {
  const left = Math.min(180, Math.max(70, width * 0.25));
  const fits = Math.floor(left / 7);
  return {
    height: 66 + rows.length * 30,
    marginBottom: 40,
    marginLeft: left,
    x: { label: 'score', labelOffset: 36, grid: true, nice: true, ticks: Math.max(3, Math.floor(width / 110)) },
    y: {
      label: null,
      domain: rows.map((row) => row.model),
      tickSize: 0,
      tickFormat: (name: string) => (name.length > fits ? `${name.slice(0, fits - 1)}…` : name),
    },
    marks: [
      plot.ruleY(rows, {
        y: 'model',
        x1: 'low',
        x2: 'high',
        stroke: 'var(--chart-1)',
        strokeWidth: 3,
        strokeLinecap: 'round',
        strokeOpacity: 0.45,
      }),
      plot.dot(rows, {
        y: 'model',
        x: 'score',
        fill: 'var(--chart-1)',
        r: 5,
        tip: true,
        title: (row: Row) => `${row.model}: ${number(row.score)} (${number(row.low)} to ${number(row.high)})`,
      }),
    ],
  };
};

const history_columns: Column<Snapshot>[] = [
  { id: 'version', header: 'Version', value: (row) => row.version, cell: (row) => `v${row.version}` },
  { id: 'status', header: 'Status', value: (row) => row.status, cell: (row) => <Badge value={row.status} /> },
  { id: 'ratings', header: 'Ratings', value: (row) => row.watermark, cell: (row) => count(row.watermark), end: true },
  {
    id: 'leader',
    header: 'Leader',
    value: (row) => row.rows[0]?.model ?? '–',
    cell: (row) => row.rows.find(({ rank }) => rank === 1)?.model ?? '–',
    wide: true,
  },
  { id: 'at', header: 'When', value: (row) => row.created_at, cell: (row) => <When at={row.created_at} /> },
];

/** One leaderboard: its latest snapshot as chart and table, and the snapshots before it. */
export default function LeaderboardPage() {
  const { id } = useParams({ from: '/leaderboards/$id' });
  const query = useQuery({ ...one('GET /v1/leaderboards/{id}', { path: { id } }), refetchInterval: 15_000 });
  return <Loaded query={query}>{(board) => <Detail key={board.id} board={board} />}</Loaded>;
}

function Detail({ board }: { board: LeaderboardResult }) {
  const can = useCan('campaigns');
  const path = { id: board.id };
  const refresh = useWrite('POST /v1/leaderboards/{id}/refresh', ({ snapshot }) =>
    announce(
      snapshot
        ? `Snapshot v${snapshot.version}: ${counted(snapshot.watermark, 'rating')} counted.`
        : 'There is nothing to rank yet.',
    ),
  );
  return (
    <Page
      title={board.name}
      crumb={<Link to="/leaderboards">Leaderboards</Link>}
      lead={
        <>
          {method_text[board.method]}, from{' '}
          <Link to="/campaigns/$id" params={{ id: board.campaign_id }}>
            this campaign
          </Link>
        </>
      }
      actions={
        can && (
          <button
            type="button"
            className="button primary"
            disabled={refresh.isPending}
            onClick={() => refresh.mutate({ path })}
          >
            {refresh.isPending ? 'Computing…' : 'Refresh'}
          </button>
        )
      }
    >
      {refresh.error && <Failure error={refresh.error} />}
      {board.snapshot ? (
        <Latest snapshot={board.snapshot} />
      ) : (
        <Empty title="No snapshot yet">
          <p>One is computed within a minute of new ratings, or when you press Refresh.</p>
        </Empty>
      )}
      <div className="stack">
        <h2>History</h2>
        <List
          route="GET /v1/leaderboards/{id}/snapshots"
          request={{ path }}
          label="Snapshots"
          columns={history_columns}
          empty={<p className="muted">No snapshot yet.</p>}
        />
      </div>
    </Page>
  );
}

function Latest({ snapshot }: { snapshot: Snapshot }) {
  return (
    <Card
      title={`Snapshot v${snapshot.version}`}
      aside={
        <span className="muted small">
          {counted(snapshot.watermark, 'rating')} · {dateTime(snapshot.created_at)}
        </span>
      }
    >
      {(snapshot.status !== 'ok' || snapshot.message !== null) && (
        <p className={`notice ${snapshot.status === 'ok' ? '' : 'gold'}`}>
          <span className="row">
            <Badge value={snapshot.status} /> {snapshot.message ?? ''}
          </span>
        </p>
      )}
      {snapshot.rows.some(({ score }) => score !== null) && (
        <Chart
          title="Scores"
          summary="Dots are scores, bars their 95 % intervals. Models whose bars overlap widely cannot be told apart yet."
          rows={snapshot.rows}
          columns={columns}
          keyOf={(row) => row.model}
          draw={draw}
        />
      )}
      {snapshot.rows.length > 0 && (
        <Table label="Ranking" rows={snapshot.rows} columns={columns} keyOf={(row) => row.model} sortable />
      )}
    </Card>
  );
}
