import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Leaderboard, LeaderboardResult } from '../../schema/contracts/index.ts';
import { Choice } from '../parts/inputs.tsx';
import { Empty } from '../parts/states.tsx';
import { list } from '../queries.ts';
import { Agreement } from './agreement.tsx';
import { sourceText } from './filters.tsx';
import { OtherSources } from './other-sources.tsx';
import type { BoardSearch } from './search.ts';

/** This board beside another of the same campaign: people's beside a judge's, one method beside another. */
export function SidesTab({ board, search }: { board: LeaderboardResult; search: BoardSearch }) {
  const navigate = useNavigate();
  const all = useInfiniteQuery(list('GET /v1/leaderboards', { query: { limit: 200 } })).data?.pages;
  const others = useMemo(() => {
    const here = sourceText(board.settings.source);
    const near = (other: Leaderboard) => Number(sourceText(other.settings.source) === here);
    return (all ?? [])
      .flatMap(({ data }) => data)
      .filter(({ id, campaign_id }) => campaign_id === board.campaign_id && id !== board.id)
      .toSorted((a, b) => near(a) - near(b));
  }, [all, board]);
  const other = search.with ?? others[0]?.id;
  return (
    <>
      {others.length > 0 && other !== undefined && (
        <div className="filters">
          <Choice
            label="Beside"
            name="with"
            value={other}
            choices={others.map(({ id }) => id)}
            words={Object.fromEntries(others.map(({ id, name }) => [id, name]))}
            onChange={(id) =>
              navigate({
                to: '/leaderboards/$id',
                params: { id: board.id },
                search: { tab: 'sides', with: id },
                replace: true,
              })
            }
          />
        </div>
      )}
      {other !== undefined ? (
        <Agreement key={other} id={board.id} other={other} />
      ) : (
        <Empty title="No other board of this campaign">
          <p>
            Make one of the same comparisons by another method, by a judge’s verdicts or by one criterion, and it stands
            beside this one here.
          </p>
        </Empty>
      )}
      <OtherSources board={board} />
    </>
  );
}
