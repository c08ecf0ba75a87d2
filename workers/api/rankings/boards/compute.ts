import type { LeaderboardView } from '../../../../schema/contracts/leaderboards.ts';
import { analyze, type Depth } from './analyze.ts';
import type { BoardDefinition, BoardInputs } from './definition.ts';
import { type Ranked, rankBoard } from './rank.ts';
import { rowsOf, unrankedRows } from './rows.ts';

/** Changes whenever the same inputs come to other numbers. */
export const method_version = '3';

/** What a board comes to. */
export type BoardResult = Pick<LeaderboardView, 'status' | 'message' | 'rows' | 'diagnostics' | 'analysis'>;

const statuses = { no_comparisons: 'empty', islands: 'disconnected', separable: 'separable' } as const;

/** Ranks a board. Where no finite scores fit, it says what is missing and every score is null. */
export function computeBoard(
  definition: BoardDefinition,
  inputs: BoardInputs,
  depth: Depth = 'whole',
): BoardResult & { ranked: Ranked | null } {
  const { counts, models } = inputs;
  if (counts.length === 0) {
    const message = 'no rating prefers one model over another yet';
    return {
      status: 'empty',
      message,
      rows: [],
      diagnostics: null,
      analysis: analyze(definition, inputs, null, depth),
      ranked: null,
    };
  }
  const ranked = rankBoard(definition, inputs);
  const { ranking } = ranked;
  if (!ranking.ok) {
    const { reason, message } = ranking;
    const analysis = analyze(definition, inputs, null, depth);
    return {
      status: statuses[reason],
      message,
      rows: unrankedRows(counts, models),
      diagnostics: null,
      analysis,
      ranked,
    };
  }
  const started: Record<string, number> =
    inputs.start && ranked.fit ? { warm_start_version: inputs.start.version } : {};
  return {
    status: 'ok',
    message: null,
    rows: rowsOf(definition.method, ranking, counts, models),
    diagnostics: { ...ranking.diagnostics, ...started },
    analysis: analyze(definition, inputs, ranked, depth),
    ranked,
  };
}
