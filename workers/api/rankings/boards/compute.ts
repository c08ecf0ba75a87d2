import type { LeaderboardView } from '../../../../schema/contracts/leaderboards.ts';
import { boardOf, type PairCount } from '../board.ts';
import { bootstrapBoard } from '../bootstrap.ts';
import { elo } from '../elo.ts';
import { fits } from '../fits.ts';
import type { FittedBoard } from '../fitted-board.ts';
import { errorsOf, fittedRanking } from '../fitted-ranking.ts';
import { maximalLottery } from '../maximal-lottery.ts';
import type { Ranking, Refused } from '../ranking.ts';
import type { Errors } from '../sandwich.ts';
import { winRate } from '../win-rate.ts';
import { analyze, type Depth } from './analyze.ts';
import type { BoardDefinition, BoardInputs, BoardRow } from './definition.ts';
import { rowsOf, unrankedRows } from './rows.ts';

/** Changes whenever the same inputs come to other numbers. */
export const method_version = '1';

/** What a board comes to. */
export type BoardResult = Pick<LeaderboardView, 'status' | 'message' | 'rows' | 'diagnostics' | 'analysis'>;

/** A ranking with the fit and errors it rests on, where it rests on any. */
export interface Ranked {
  ranking: Ranking | Refused;
  fit: FittedBoard | null;
  errors: Errors | null;
}

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

/** The ranking that a definition names. */
export function rankBoard({ method, settings }: BoardDefinition, inputs: BoardInputs): Ranked {
  const { counts, rows = [] } = inputs;
  const { prior_games, shrinkage_games } = settings;
  const plain = (ranking: Ranking | Refused): Ranked => ({ ranking, fit: null, errors: null });
  if (method === 'win-rate') return plain(winRate(counts));
  if (method === 'maximal-lottery') return plain(maximalLottery(counts, { shrinkage_games, prior_games }));
  if (method === 'elo') return plain(elo(rows));
  if (method !== 'bradley-terry' && method !== 'davidson' && method !== 'rao-kupper')
    throw new RangeError(`no ranking is called ${method}`);
  const start = inputs.start ? { start: inputs.start.scores } : {};
  const fit = fits[method](boardOf(counts), { prior_games, ...start });
  if (!fit.ok) return plain(fit);
  const { intervals, seed } = settings;
  if (intervals.kind === 'bootstrap') {
    const { ranking } = bootstrapBoard(fit, { seed, rounds: intervals.rounds });
    return { ranking, fit, errors: errorsOf(fit, counts, { errors: 'information' }) };
  }
  const clusters = intervals.kind === 'sandwich' ? { clusters: byRater(rows) } : {};
  const kind = intervals.kind === 'sandwich' ? 'sandwich' : 'information';
  const errors = errorsOf(fit, counts, { errors: kind, ...clusters });
  // Always the same seed: a range that changes from one snapshot to the next changes by the ratings alone.
  return { ranking: fittedRanking(fit, errors, { ranges: { seed } }), fit, errors };
}

/** Each rater's results, one after another. */
function byRater(rows: BoardRow[]): PairCount[][] {
  const groups = new Map<string, PairCount[]>();
  for (const { rater, model_a, model_b, outcome } of rows) {
    const row = {
      ...{ model_a, model_b },
      ...{ wins_a: Number(outcome === 'a'), wins_b: Number(outcome === 'b'), ties: Number(outcome === 'tie') },
    };
    const group = groups.get(rater);
    if (group) group.push(row);
    else groups.set(rater, [row]);
  }
  return [...groups.values()];
}
