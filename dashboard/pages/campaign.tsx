import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { Campaign } from '../../schema/contracts/index.ts';
import { CampaignStates } from '../campaigns/campaign-states.tsx';
import { CampaignTabs, campaign_tabs, campaignTabOf } from '../campaigns/tabs.tsx';
import { Page } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';

/** One campaign: how far it is, what is compared, the ratings that came in, its settings. */
export default function CampaignPage() {
  const { id } = useParams({ from: '/campaigns/$id' });
  const query = useQuery({ ...one('GET /v1/campaigns/{id}', { path: { id } }), refetchInterval: 10_000 });
  return <Loaded query={query}>{(campaign) => <Detail key={campaign.id} campaign={campaign} />}</Loaded>;
}

function Detail({ campaign }: { campaign: Campaign }) {
  const can = useCan('campaigns');
  const tab = campaignTabOf(useSearch({ from: '/campaigns/$id' }).tab);
  const { Show } = campaign_tabs[tab];
  return (
    <Page
      title={campaign.name}
      crumb={<Link to="/campaigns">Campaigns</Link>}
      lead={campaign.question}
      actions={can && <CampaignStates campaign={campaign} />}
    >
      <CampaignTabs id={campaign.id} current={tab} />
      <Show campaign={campaign} />
    </Page>
  );
}
