import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Campaign, Comparison, Rating } from '../../schema/contracts/index.ts';
import { AddComparisons } from '../parts/add-comparisons.tsx';
import { Badge } from '../parts/badge.tsx';
import { CampaignStates } from '../parts/campaign-states.tsx';
import { Command } from '../parts/copy.tsx';
import { count, duration } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Clip, promptText } from '../parts/prompt.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';

const comparison_columns: Column<Comparison>[] = [
  {
    id: 'prompt',
    header: 'Prompt',
    value: (row) => promptText(row.prompt),
    cell: (row) => <Clip text={promptText(row.prompt)} />,
  },
  { id: 'model_a', header: 'Model A', value: (row) => row.model_a },
  { id: 'model_b', header: 'Model B', value: (row) => row.model_b },
  { id: 'ratings', header: 'Ratings', value: (row) => row.rating_count, end: true },
];

const choice_text = {
  left: 'left',
  right: 'right',
  tie: 'tie',
  both_good: 'both good',
  both_bad: 'both bad',
  scored: 'scored',
};

const rating_columns: Column<Rating>[] = [
  { id: 'winner', header: 'Preferred', value: (row) => row.winner ?? choice_text[row.choice] },
  { id: 'left', header: 'Left', value: (row) => row.model_left },
  { id: 'right', header: 'Right', value: (row) => row.model_right },
  {
    id: 'rater',
    header: 'Rater',
    value: (row) => row.rater_id,
    cell: (row) => <code>…{row.rater_id.slice(-6)}</code>,
    wide: true,
  },
  {
    id: 'took',
    header: 'Took',
    value: (row) => row.duration_ms,
    cell: (row) => duration(row.duration_ms),
    end: true,
    wide: true,
  },
  {
    id: 'comment',
    header: 'Comment',
    value: (row) => row.comment,
    cell: (row) => (row.comment ? <Clip text={row.comment} /> : '–'),
    wide: true,
  },
  { id: 'at', header: 'When', value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, wide: true },
];

/** One campaign: its link for raters, its comparisons, the ratings that came in. */
export default function CampaignPage() {
  const { id } = useParams({ from: '/campaigns/$id' });
  const query = useQuery({ ...one('GET /v1/campaigns/{id}', { path: { id } }), refetchInterval: 10_000 });
  return <Loaded query={query}>{(campaign) => <Detail key={campaign.id} campaign={campaign} />}</Loaded>;
}

function Detail({ campaign }: { campaign: Campaign }) {
  const can = useCan('campaigns');
  const path = { id: campaign.id };
  const wanted = campaign.comparison_count * campaign.overlap;
  const link = new URL(campaign.rating_url, location.href).href;
  return (
    <Page
      title={campaign.name}
      crumb={<Link to="/campaigns">Campaigns</Link>}
      lead={campaign.question}
      actions={can && <CampaignStates campaign={campaign} />}
    >
      <Card title="Progress" aside={<Badge value={campaign.state} />}>
        <progress className="bar" aria-label="Ratings" value={campaign.rating_count} max={Math.max(1, wanted)} />
        <Facts
          facts={[
            ['Ratings', `${count(campaign.rating_count)} of ${count(wanted)} wanted`],
            ['Comparisons', count(campaign.comparison_count)],
            ['Ratings of each', campaign.overlap],
          ]}
        />
      </Card>
      <Card title="Link for raters">
        <p className="muted">Whoever has it may rate in this campaign and do nothing else.</p>
        <Command text={link} />
        <p>
          <a href={link} target="_blank" rel="noreferrer">
            Open the rating page
          </a>
        </p>
      </Card>
      <Card title="Add comparisons">
        {can ? <AddComparisons campaign_id={campaign.id} /> : <Needs scope="campaigns" />}
      </Card>
      <div className="stack">
        <h2>Ratings</h2>
        <List
          route="GET /v1/campaigns/{id}/ratings"
          request={{ path }}
          label="Ratings"
          columns={rating_columns}
          refresh_ms={10_000}
          empty={
            <Empty title="No rating yet">
              <p>Send the link above to somebody, or open it yourself.</p>
            </Empty>
          }
        />
      </div>
      <div className="stack">
        <h2>Comparisons</h2>
        <List
          route="GET /v1/campaigns/{id}/comparisons"
          request={{ path }}
          label="Comparisons"
          columns={comparison_columns}
          empty={<Empty title="No comparison yet" />}
        />
      </div>
    </Page>
  );
}
