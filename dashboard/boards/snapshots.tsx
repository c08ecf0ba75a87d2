import { useQuery } from '@tanstack/react-query';
import type { Snapshot } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card } from '../parts/page.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';
import { BoardHistory } from './history.tsx';

const columns: Column<Snapshot>[] = [
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

/** The snapshots of a leaderboard, drawn and listed. */
export function History({ id }: { id: string }) {
  const path = { id };
  const drawn = useQuery(one('GET /v1/leaderboards/{id}/history', { path, query: { points: 100, models: 60 } })).data;
  return (
    <Card title="History">
      {drawn && drawn.points.length > 1 && drawn.models.length > 0 && <BoardHistory history={drawn} />}
      <List
        route="GET /v1/leaderboards/{id}/snapshots"
        request={{ path, query: { limit: 20 } }}
        label="Snapshots"
        columns={columns}
        empty={<p className="muted">No snapshot yet.</p>}
      />
    </Card>
  );
}
