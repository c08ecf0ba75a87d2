import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Campaign } from '../../schema/contracts/index.ts';
import { showCurrent } from '../parts/tabs.ts';
import { Quality } from '../quality/campaign.tsx';
import { Comparisons } from './comparisons.tsx';
import { Overview } from './overview.tsx';
import { Ratings } from './ratings.tsx';
import { Settings } from './settings.tsx';

/** The parts of a campaign's page in the order of its menu: one line each. */
export const campaign_tabs = {
  overview: { title: 'Overview', Show: Overview },
  comparisons: { title: 'Comparisons', Show: Comparisons },
  ratings: { title: 'Ratings', Show: Ratings },
  quality: { title: 'Quality', Show: Quality },
  settings: { title: 'Settings', Show: Settings },
} satisfies Record<string, { title: string; Show: (props: { campaign: Campaign }) => ReactNode }>;
export type CampaignTab = keyof typeof campaign_tabs;

/** The part that an address names; the overview where it names none. */
export function campaignTabOf(name: string | undefined): CampaignTab {
  return name !== undefined && name in campaign_tabs ? (name as CampaignTab) : 'overview';
}

/** The menu of a campaign's page: each part has an address of its own. */
export function CampaignTabs({ id, current }: { id: string; current: CampaignTab }) {
  return (
    <nav className="tabs" aria-label="Parts of this campaign" ref={showCurrent}>
      {(Object.keys(campaign_tabs) as CampaignTab[]).map((tab) => (
        <Link
          key={tab}
          to="/campaigns/$id"
          params={{ id }}
          search={tab === 'overview' ? {} : { tab }}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={tab === current ? 'page' : undefined}
        >
          {campaign_tabs[tab].title}
        </Link>
      ))}
    </nav>
  );
}
