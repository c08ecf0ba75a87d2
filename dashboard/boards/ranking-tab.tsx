import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { LeaderboardResult, LeaderboardView } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { counted, dateTime } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';
import { BoardFilters, filtersOf, viewQuery } from './filters.tsx';
import { method_text, settingWords } from './methods.ts';
import { Ranking } from './ranking.tsx';
import { ScorePlot } from './score-plot.tsx';
import type { BoardSearch } from './search.ts';
import { StyleTables } from './style-table.tsx';

/** The latest snapshot, or the same ratings ranked by other filters: table, dot plot, what style is worth. */
export function RankingTab({ board, search }: { board: LeaderboardResult; search: BoardSearch }) {
  const filters = filtersOf(search);
  return (
    <>
      <BoardFilters board={board} search={search} />
      {Object.keys(filters).length === 0 ? (
        <Latest board={board} />
      ) : (
        <View key={JSON.stringify(filters)} board={board} query={viewQuery(filters)} />
      )}
    </>
  );
}

function Latest({ board }: { board: LeaderboardResult }) {
  const { snapshot } = board;
  if (!snapshot) {
    return (
      <Empty title="No snapshot yet">
        <p>One is computed within a minute of new ratings, or when you press Refresh.</p>
      </Empty>
    );
  }
  return (
    <>
      <Ranking
        title={`Snapshot v${snapshot.version}`}
        aside={`${counted(snapshot.watermark, 'rating')} in the campaign · ${dateTime(snapshot.created_at)}`}
        result={snapshot}
        provisional={board.provisional}
      />
      <More result={snapshot} />
    </>
  );
}

function View({ board, query }: { board: LeaderboardResult; query: ReturnType<typeof viewQuery> }) {
  const view = useQuery(one('GET /v1/leaderboards/{id}/view', { path: { id: board.id }, query }));
  const judges = new Map(board.facets.sources.map(({ source, name }) => [source, name]));
  return (
    <Loaded query={view}>
      {(result) => (
        <>
          <Ranking
            title={`${method_text[result.method].name}, ${settingWords(result.settings, judges).join(', ')}`}
            aside={`${counted(result.watermark, 'rating')} in the campaign`}
            result={result}
          />
          <Keep board={board} view={result} />
          <More result={result} />
        </>
      )}
    </Loaded>
  );
}

function More({ result }: { result: Pick<LeaderboardView, 'rows' | 'analysis'> }) {
  return (
    <>
      {result.rows.some(({ score }) => score !== null) && (
        <Card>
          <ScorePlot rows={result.rows} />
        </Card>
      )}
      {result.analysis && <StyleTables analysis={result.analysis} />}
    </>
  );
}

/** What the filters show, kept as a leaderboard of its own: with snapshots, a history and an address. */
function Keep({ board, view }: { board: LeaderboardResult; view: LeaderboardView }) {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const write = useWrite('POST /v1/leaderboards', (made) => {
    announce(`Leaderboard ${made.name} made.`);
    navigate({ to: '/leaderboards/$id', params: { id: made.id } });
  });
  if (!can) return null;
  const { campaign_id } = board;
  const { method, settings } = view;
  return (
    <Card>
      <p>
        This ranking was computed for you just now and is not kept.{' '}
        <Link to="/leaderboards/$id" params={{ id: board.id }}>
          Back to the latest snapshot
        </Link>
      </p>
      <Form
        write={write}
        action="Keep it as a leaderboard"
        onSubmit={(form) => write.mutate({ body: { name: textOf(form, 'name'), campaign_id, method, settings } })}
      >
        <div className="fields">
          <Field label="Name" name="name" error={fieldError(write.error, 'name')}>
            {(control) => <input {...control} required maxLength={200} />}
          </Field>
        </div>
      </Form>
    </Card>
  );
}
