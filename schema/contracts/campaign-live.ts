import { z } from 'zod';
import { Campaign, CampaignState } from './campaigns.ts';
import { Time } from './common.ts';

/** How a campaign stands at this moment, of people's ratings. */
export const CampaignLive = z
  .object({
    ratings: z.int().meta({ description: "People's, of comparisons that are not gold." }),
    comparisons: z.int().meta({ description: 'Gold comparisons aside.' }),
    raters: z.int().meta({ description: 'Who have rated at least once.' }),
    active_raters: z.int().meta({ description: 'Who have rated within five minutes.' }),
    per_minute: z.number().meta({
      description: 'Ratings a minute over the last five, gold ones too; over the latest 2,000 where those came faster.',
    }),
    state: CampaignState,
    paused_by: Campaign.shape.paused_by,
    at: Time,
  })
  .meta({ id: 'CampaignLive' });
export type CampaignLive = z.infer<typeof CampaignLive>;
