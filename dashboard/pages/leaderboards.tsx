import { Link } from '@tanstack/react-router';
import type { Leaderboard } from '../../schema/contracts/index.ts';
import { method_text } from '../boards/methods.ts';
import { NewLeaderboard } from '../boards/new-leaderboard.tsx';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

const columns: Column<Leaderboard>[] = [
  {
    id: 'name',
    header: 'Leaderboard',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/leaderboards/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'method', header: 'Method', value: (row) => method_text[row.method].name },
  {
    id: 'public',
    header: 'Readers',
    value: (row) => row.public,
    cell: (row) => (row.public ? 'public' : 'project'),
    wide: true,
  },
  {
    id: 'version',
    header: 'Snapshot',
    value: (row) => row.snapshot_version,
    cell: (row) => (row.snapshot_version === null ? 'none yet' : `v${row.snapshot_version}`),
    end: true,
  },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

/** The leaderboards of the project and a form to make one. */
export default function Leaderboards() {
  return (
    <Page title="Leaderboards" lead="A ranking computed from a campaign's ratings, kept as numbered snapshots.">
      <Card title="New leaderboard">
        <NewLeaderboard />
      </Card>
      <List
        route="GET /v1/leaderboards"
        request={{}}
        label="Leaderboards"
        columns={columns}
        empty={
          <Empty title="No leaderboard yet">
            <p>Make one above from a campaign with ratings.</p>
          </Empty>
        }
      />
    </Page>
  );
}
