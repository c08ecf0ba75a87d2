import { useNavigate } from '@tanstack/react-router';
import type { LeaderboardResult } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { counted } from '../parts/format.ts';
import { useCan } from '../parts/session.tsx';
import { Failure } from '../parts/states.tsx';
import { useWrite } from '../queries.ts';

/** One button for each source of preferences that could stand beside this board. */
export function OtherSources({ board }: { board: LeaderboardResult }) {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const write = useWrite('POST /v1/leaderboards', (made) => {
    announce(`Leaderboard ${made.name} made.`);
    navigate({ to: '/leaderboards/$id', params: { id: board.id }, search: { tab: 'sides', with: made.id } });
  });
  const { name, campaign_id, method, settings, facets } = board;
  const own = settings.source.kind === 'people' ? 'people' : settings.source.judge_id;
  const sources = facets.sources.filter(({ source }) => source !== own);
  if (!can || sources.length === 0) return null;
  return (
    <div className="row">
      {sources.map(({ source, name: who, ratings }) => (
        <button
          key={source}
          type="button"
          className="button"
          disabled={write.isPending}
          onClick={() =>
            write.mutate({
              body: {
                name: `${name}, ${who}`.slice(0, 200),
                campaign_id,
                method,
                settings: {
                  ...settings,
                  source: source === 'people' ? { kind: 'people' } : { kind: 'judge', judge_id: source },
                },
              },
            })
          }
        >
          Make the board of {who} ({counted(ratings, 'rating')})
        </button>
      ))}
      {write.error && <Failure error={write.error} />}
    </div>
  );
}
