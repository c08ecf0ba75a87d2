import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { LeaderboardResult, Snapshot } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge } from '../parts/badge.tsx';
import { BoardHistory } from '../parts/board-history.tsx';
import { count, counted } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Ranking } from '../parts/ranking.tsx';
import { ScorePlot } from '../parts/score-plot.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one, useWrite } from '../queries.ts';
import { method_text } from './leaderboards.tsx';

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
          {method_text[board.method].name}: {method_text[board.method].text}. From{' '}
          <Link to="/campaigns/$id" params={{ id: board.campaign_id }}>
            this campaign
          </Link>
          .
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
        <>
          <Ranking snapshot={board.snapshot} />
          {board.snapshot.rows.some(({ score }) => score !== null) && (
            <Card>
              <ScorePlot rows={board.snapshot.rows} />
            </Card>
          )}
        </>
      ) : (
        <Empty title="No snapshot yet">
          <p>One is computed within a minute of new ratings, or when you press Refresh.</p>
        </Empty>
      )}
      <History id={board.id} />
    </Page>
  );
}

/** Snapshots drawn at once; a reader scrolls through the older ones below. */
const drawn_snapshots = 30;

function History({ id }: { id: string }) {
  const request = { path: { id }, query: { limit: drawn_snapshots } };
  const latest = useQuery(one('GET /v1/leaderboards/{id}/snapshots', request)).data?.data;
  const drawn = useMemo(
    () => (latest ?? []).filter(({ rows }) => rows.some(({ score }) => score !== null)).reverse(),
    [latest],
  );
  return (
    <Card title="History">
      {drawn.length > 1 && <BoardHistory snapshots={drawn} />}
      <List
        route="GET /v1/leaderboards/{id}/snapshots"
        request={request}
        label="Snapshots"
        columns={history_columns}
        empty={<p className="muted">No snapshot yet.</p>}
      />
    </Card>
  );
}
