import type { Analysis } from '../../../../schema/contracts/leaderboard-analysis.ts';
import { boardOf } from '../board.ts';
import { bootstrapBoard } from '../bootstrap.ts';
import { findGap } from '../connectivity.ts';
import { criteriaLottery } from '../criteria-lottery.ts';
import { crowdBt } from '../crowd-bt.ts';
import { elo } from '../elo.ts';
import { fits } from '../fits.ts';
import type { FittedBoard } from '../fitted-board.ts';
import { errorsOf, fittedRanking } from '../fitted-ranking.ts';
import { maximalLottery } from '../maximal-lottery.ts';
import type { Ranking, Refused } from '../ranking.ts';
import type { Errors } from '../sandwich.ts';
import { winRate } from '../win-rate.ts';
import { correctedBoard } from './corrected.ts';
import type { BoardDefinition, BoardInputs } from './definition.ts';
import type { LabelSpread } from './label-plan.ts';
import { byRater, countOf } from './single-rows.ts';
import { styledBoard } from './styled.ts';
import { weighedBoard } from './weighed.ts';

/** A ranking with the fit and errors it rests on, where it rests on any. */
export interface Ranked {
  ranking: Ranking | Refused;
  fit: FittedBoard | null;
  errors: Errors | null;
  /** Of a style-controlled board. */
  style?: Pick<Analysis, 'style' | 'length_controlled'>;
  /** Of a board corrected by people's ratings: what more of them would bring. */
  spread?: LabelSpread;
}

const plain = (ranking: Ranking | Refused): Ranked => ({ ranking, fit: null, errors: null });

/** How each method without a fit of pair counts ranks. */
const methods: Partial<Record<BoardDefinition['method'], typeof fitted>> = {
  'win-rate': (_, { counts }) => plain(winRate(counts)),
  'maximal-lottery': ({ settings: { shrinkage_games, prior_games } }, { counts }) =>
    plain(maximalLottery(counts, { shrinkage_games, prior_games })),
  elo: (_, { rows = [] }) => plain(elo(rows)),
  'rater-weighted': ({ settings: { prior_games, seed } }, { rows = [] }) =>
    plain(weighedBoard(rows, { prior_games, ranges: { seed } })),
  'crowd-bt': ({ method, settings: { prior_games, seed } }, { counts, rows = [] }) => {
    // The method's own prior joins islands too: what is missing is said all the same, unless a prior was asked for.
    const gap = prior_games > 0 ? null : findGap(boardOf(counts));
    if (gap) return plain({ ok: false, method, ...gap });
    return plain(crowdBt(rows.map(countOf), { prior_games: prior_games || 1, ranges: { seed } }));
  },
  'criteria-lottery': ({ settings: { shrinkage_games, prior_games } }, { criteria = [] }) => {
    const named = Object.fromEntries(criteria.map(({ criterion, counts }) => [criterion, counts]));
    return plain(criteriaLottery(named, { rule: 'worst', shrinkage_games, prior_games }));
  },
};

/** The ranking that a definition names. */
export function rankBoard(definition: BoardDefinition, inputs: BoardInputs): Ranked {
  const { method, settings } = definition;
  const options = { prior_games: settings.prior_games, ranges: { seed: settings.seed } };
  if (settings.source.kind === 'ppi') return correctedBoard(inputs, options);
  if (settings.style_control) return styledBoard(inputs.rows ?? [], options);
  return (methods[method] ?? fitted)(definition, inputs);
}

function fitted({ method, settings }: BoardDefinition, { counts, rows = [], start }: BoardInputs): Ranked {
  if (method !== 'bradley-terry' && method !== 'davidson' && method !== 'rao-kupper')
    throw new RangeError(`no ranking is called ${method}`);
  const { intervals, seed, prior_games } = settings;
  const fit = fits[method](boardOf(counts), { prior_games, ...(start ? { start: start.scores } : {}) });
  if (!fit.ok) return plain(fit);
  if (intervals.kind === 'bootstrap') {
    const { ranking } = bootstrapBoard(fit, { seed, rounds: intervals.rounds });
    return { ranking, fit, errors: errorsOf(fit, counts, { errors: 'information' }) };
  }
  const clusters = intervals.kind === 'sandwich' ? { clusters: byRater(rows) } : {};
  const errors = errorsOf(fit, counts, { errors: intervals.kind, ...clusters });
  // Always the same seed: a range that changes from one snapshot to the next changes by the ratings alone.
  return { ranking: fittedRanking(fit, errors, { ranges: { seed } }), fit, errors };
}
