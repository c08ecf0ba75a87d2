import type { LeaderboardResult } from '../../schema/contracts/index.ts';
import { counted, dateTime } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Ranking } from './ranking.tsx';
import { ScorePlot } from './score-plot.tsx';
import type { BoardSearch } from './search.ts';
import { StyleTables } from './style-table.tsx';

/** The latest snapshot: table, dot plot, what style is worth. */
export function RankingTab({ board }: { board: LeaderboardResult; search: BoardSearch }) {
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
        aside={`${counted(snapshot.watermark, 'rating')} · ${dateTime(snapshot.created_at)}`}
        result={snapshot}
        provisional={board.provisional}
      />
      {snapshot.rows.some(({ score }) => score !== null) && (
        <Card>
          <ScorePlot rows={snapshot.rows} />
        </Card>
      )}
      {snapshot.analysis && <StyleTables analysis={snapshot.analysis} />}
    </>
  );
}
