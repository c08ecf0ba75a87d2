import { useQuery } from '@tanstack/react-query';
import type { Campaign } from '../../schema/contracts/index.ts';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';
import { Agreement } from './agreement.tsx';
import { Blocs } from './blocs.tsx';
import { Raters } from './raters.tsx';
import { Rejections } from './rejections.tsx';
import { Review } from './review.tsx';

/** The quality of a campaign's ratings: agreement, what waits for a decision, every rater, and what does not count. */
export function Quality({ campaign: { id } }: { campaign: Campaign }) {
  const quality = useQuery({ ...one('GET /v1/campaigns/{id}/quality', { path: { id } }), refetchInterval: 30_000 });
  return (
    <>
      <Loaded query={quality}>
        {(found) => (
          <>
            <Agreement quality={found} />
            <Blocs campaign_id={id} blocs={found.blocs} />
          </>
        )}
      </Loaded>
      <div className="stack">
        <h2>To decide</h2>
        <p className="muted">Held ratings are kept, and every leaderboard can be computed with and without them.</p>
        <Review campaign_id={id} />
      </div>
      <Raters campaign_id={id} />
      <Rejections campaign_id={id} />
    </>
  );
}
