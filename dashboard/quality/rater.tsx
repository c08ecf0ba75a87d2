import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { CampaignRaterDetail, Rating } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { count, dateRange, duration } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';
import { Decide } from './decide.tsx';
import { Findings } from './findings.tsx';
import { share, shortId, state_text } from './words.ts';

const columns: Column<Rating>[] = [
  { id: 'winner', header: 'Preferred', value: (row) => row.winner ?? row.score ?? row.choice.replace('_', ' ') },
  { id: 'left', header: 'Left', value: (row) => row.model_left },
  { id: 'right', header: 'Right', value: (row) => row.model_right },
  { id: 'known', header: 'Answer known', value: (row) => (row.gold ? 'yes' : 'no'), wide: true },
  {
    id: 'took',
    header: 'Took',
    value: (row) => row.duration_ms,
    cell: (row) => (row.duration_ms === 0 ? '–' : duration(row.duration_ms)),
    end: true,
    wide: true,
  },
  { id: 'at', header: 'When', value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, wide: true },
];

/** One rater of a campaign: figures, evidence, the decision, and every rating. */
export default function RaterPage() {
  const path = useParams({ from: '/campaigns/$id/raters/$rater_id' });
  const query = useQuery(one('GET /v1/campaigns/{id}/raters/{rater_id}', { path }));
  return <Loaded query={query}>{(rater) => <Detail key={rater.id} campaign_id={path.id} rater={rater} />}</Loaded>;
}

function Detail({ campaign_id, rater }: { campaign_id: string; rater: CampaignRaterDetail }) {
  const { decision } = rater;
  const known = rater.gold_passed + rater.gold_failed;
  return (
    <Page
      title={`Rater ${shortId(rater.id)}`}
      crumb={
        <>
          <Link to="/campaigns">Campaigns</Link> ›{' '}
          <Link to="/campaigns/$id" params={{ id: campaign_id }} search={{ tab: 'quality' }}>
            Quality
          </Link>
        </>
      }
      lead={`${count(rater.ratings)} ratings; ${state_text[rater.state]}.`}
    >
      <Card title="Figures" aside={<Badge value={rater.state} />}>
        <Facts
          facts={[
            ['Same answer as others', `${share(rater.agreement)} in ${count(rater.agreement_n)} comparisons`],
            ['Right answers, by Dawid and Skene', share(rater.accuracy)],
            ['Faithful reports, by Crowd-BT', share(rater.quality)],
            ['Known answers', known === 0 ? 'none asked' : `${rater.gold_passed} of ${known} right`],
            ['Left side preferred', share(rater.left_share)],
            ['Middle time', rater.median_duration_ms === null ? '–' : duration(rater.median_duration_ms)],
            ['Held back', `${count(rater.held_ratings)} ratings`],
            ['Rated', dateRange(rater.first_rated_at, rater.last_rated_at)],
          ]}
        />
      </Card>
      <Card title="Evidence">
        <Findings findings={rater.findings} />
      </Card>
      <Card title="Decision">
        {decision && (
          <p>
            {decision.decision === 'hold' ? 'Held' : 'Cleared'} <When at={decision.decided_at} /> by{' '}
            {decision.decided_by === 'automatic' ? 'the campaign itself' : <code>{decision.decided_by}</code>}
            {decision.note && `: ${decision.note}`}
          </p>
        )}
        <Decide campaign_id={campaign_id} rater={rater} />
      </Card>
      <div className="stack">
        <h2>Ratings</h2>
        <List
          route="GET /v1/campaigns/{id}/raters/{rater_id}/ratings"
          request={{ path: { id: campaign_id, rater_id: rater.id } }}
          label="Ratings"
          columns={columns}
          empty={<Empty title="No rating" />}
        />
      </div>
    </Page>
  );
}
