import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { LeaderboardResult } from '../../schema/contracts/index.ts';
import { Cycles } from '../boards/cycles.tsx';
import { Downloads } from '../boards/downloads.tsx';
import { MatrixTab } from '../boards/matrix-tab.tsx';
import { method_text, settingWords } from '../boards/methods.ts';
import { PairTab } from '../boards/pair.tsx';
import { RankingTab } from '../boards/ranking-tab.tsx';
import { Sampling } from '../boards/sampling.tsx';
import { Publish } from '../boards/share.tsx';
import { SidesTab } from '../boards/sides.tsx';
import { History } from '../boards/snapshots.tsx';
import { BoardTabs, tabOf } from '../boards/tabs.tsx';
import { announce } from '../parts/announce.tsx';
import { counted } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Failure, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';

/** One leaderboard: its ranking, and behind its tabs everything that says how sure that is. */
export default function LeaderboardPage() {
  const { id } = useParams({ from: '/leaderboards/$id' });
  const request = { path: { id }, query: { provisional: 'true' as const } };
  const query = useQuery({ ...one('GET /v1/leaderboards/{id}', request), refetchInterval: 15_000 });
  return <Loaded query={query}>{(board) => <Detail key={board.id} board={board} />}</Loaded>;
}

function Detail({ board }: { board: LeaderboardResult }) {
  const search = useSearch({ from: '/leaderboards/$id' });
  const tab = tabOf(search.tab);
  const judges = new Map(board.facets.sources.map(({ source, name }) => [source, name]));
  const [source, ...terms] = settingWords(board.settings, judges);
  return (
    <Page
      title={board.name}
      crumb={<Link to="/leaderboards">Leaderboards</Link>}
      lead={
        <>
          {method_text[board.method].name}: {method_text[board.method].text}. From{' '}
          <Link to="/campaigns/$id" params={{ id: board.campaign_id }}>
            this campaign
          </Link>
          : {[source, ...terms].join(', ')}.
        </>
      }
      actions={<Refresh id={board.id} />}
    >
      <BoardTabs id={board.id} current={tab} />
      {tab === 'ranking' && <RankingTab board={board} search={search} />}
      {tab === 'matrix' && <MatrixTab id={board.id} />}
      {tab === 'cycles' && <Cycles analysis={board.snapshot?.analysis ?? null} />}
      {tab === 'pair' && <PairTab board={board} search={search} />}
      {tab === 'sides' && <SidesTab board={board} search={search} />}
      {tab === 'history' && <History id={board.id} />}
      {tab === 'sampling' && <Sampling analysis={board.snapshot?.analysis ?? null} />}
      {tab === 'share' && (
        <>
          <Publish board={board} />
          <Downloads path={`/v1/leaderboards/${board.id}`} />
        </>
      )}
    </Page>
  );
}

function Refresh({ id }: { id: string }) {
  const can = useCan('campaigns');
  const write = useWrite('POST /v1/leaderboards/{id}/refresh', ({ snapshot }) =>
    announce(
      snapshot
        ? `Snapshot v${snapshot.version}: ${counted(snapshot.watermark, 'rating')} counted.`
        : 'There is nothing to rank yet.',
    ),
  );
  if (!can) return null;
  return (
    <>
      {write.error && <Failure error={write.error} />}
      <button
        type="button"
        className="button primary"
        disabled={write.isPending}
        onClick={() => write.mutate({ path: { id } })}
      >
        {write.isPending ? 'Computing…' : 'Refresh'}
      </button>
    </>
  );
}
