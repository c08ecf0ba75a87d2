import type { RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import type { AssayError } from '../../../../schema/errors.ts';
import type { Env } from '../../env.ts';
import { tooMany, withinLimit } from '../../http/limits.ts';

type Bound = 'RATER_LIMITER' | 'NETWORK_LIMITER' | 'CAMPAIGN_LIMITER';

type Rule = { key: (one: RatingMessage, network: string) => string | null; grain: number; message: string };

/** Whom each limit counts, so many ratings a call; a rater who is known by a key is held back by the others alone. */
const bounds: Record<Bound, Rule> = {
  RATER_LIMITER: {
    key: ({ verified, campaign_id, rater_id }) => (verified ? null : `${campaign_id}/${rater_id}`),
    grain: 10,
    message: 'You have sent more ratings in the last minute than anybody can make; this one was not taken.',
  },
  NETWORK_LIMITER: {
    key: (_, network) => network || null,
    grain: 100,
    message: 'Too many ratings came from this network in the last minute; send this one again later.',
  },
  CAMPAIGN_LIMITER: {
    key: ({ campaign_id }) => campaign_id,
    grain: 100,
    message: 'This campaign has received too many ratings in the last minute; send this one again later.',
  },
};

/** Counts ratings against the limits of session, network and campaign. @returns the errors of those beyond one */
export async function limitRatings(
  env: Pick<Env, Bound>,
  ratings: RatingMessage[],
  network: string,
): Promise<Map<RatingMessage, AssayError>> {
  const refused = new Map<RatingMessage, AssayError>();
  for (const [name, { key, grain, message }] of Object.entries(bounds) as [Bound, Rule][]) {
    const groups = Map.groupBy(
      ratings.filter((one) => !refused.has(one)),
      (one) => key(one, network),
    );
    for (const [group, members] of groups) {
      if (group === null || (await withinLimit(env[name], name, group, { events: members.length, grain }))) continue;
      for (const one of members) refused.set(one, tooMany(message));
    }
  }
  return refused;
}
