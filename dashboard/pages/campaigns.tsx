import { Link } from '@tanstack/react-router';
import type { Campaign } from '../../schema/contracts/index.ts';
import { NewCampaign } from '../campaigns/new-campaign.tsx';
import { Badge } from '../parts/badge.tsx';
import { curl } from '../parts/copy.tsx';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';

const columns: Column<Campaign>[] = [
  {
    id: 'name',
    header: 'Campaign',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/campaigns/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  {
    id: 'comparisons',
    header: 'Comparisons',
    value: (row) => row.comparison_count,
    cell: (row) => count(row.comparison_count),
    end: true,
    wide: true,
  },
  {
    id: 'ratings',
    header: 'Ratings',
    value: (row) => row.rating_count,
    cell: (row) => count(row.rating_count),
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

/** The campaigns of the project and a form to make one. */
export default function Campaigns() {
  return (
    <Page
      title="Campaigns"
      lead="A campaign asks people which of two answers is better, or how good one is, without showing which model wrote it."
    >
      <Card title="New campaign">
        <NewCampaign />
      </Card>
      <List
        route="GET /v1/campaigns"
        request={{}}
        label="Campaigns"
        columns={columns}
        empty={
          <Empty
            title="No campaign yet"
            command={curl('POST', '/v1/campaigns', { name: 'first look', question: 'Which answer is better?' })}
          >
            <p>Make one above, add pairs of answers, and give raters its link.</p>
          </Empty>
        }
      />
    </Page>
  );
}
