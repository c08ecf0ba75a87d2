import { type Board, boardOf, eachPair, gamesOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { winShare } from './pair-likelihood.ts';
import { type Ranking, type Refused, withRanks } from './ranking.ts';
import { solveSymmetricGame } from './symmetric-game.ts';

/** How to fill what was not observed: each pair's win share is shrunk toward the Bradley–Terry fit as if by that many more games; a fit without a finite maximum needs `prior_games`. */
export interface LotteryOptions {
  shrinkage_games?: number;
  prior_games?: number;
}

const METHOD = 'maximal-lottery';

/**
 * The maximal lottery (von Neumann winner): the mixture of models that no model beats on average, which exists even where
 * A beats B beats C beats A. Scores are the mixture's shares. Where several mixtures are optimal, the limit of the central
 * path is taken: the most balanced one, which depends on neither names nor order.
 */
export function maximalLottery(counts: PairCount[], options: LotteryOptions = {}): Ranking | Refused {
  const board = boardOf(counts);
  const fit = fitBradleyTerry(board, { prior_games: options.prior_games ?? 0 });
  if (!fit.ok) return { ...fit, method: METHOD };
  const games = gamesOf(board);
  const { shares, exploitability } = solveSymmetricGame(
    advantages(board, fit.theta, options.shrinkage_games ?? 1),
    board.models.length,
  );
  const entries = board.models.map((model, i) => {
    return { model, rank: 0, score: shares[i] ?? 0, se: null, low: null, high: null, games: games[i] ?? 0 };
  });
  return {
    ok: true,
    method: METHOD,
    entries: withRanks(entries),
    diagnostics: {
      exploitability,
      tie_rule: 'central path',
      shrinkage_games: options.shrinkage_games ?? 1,
      prior_games: options.prior_games ?? 0,
    },
  };
}

/** P(a beats b) − P(b beats a) for every pair (ties as 0), each drawn toward the fit as if by so many more games. */
export function advantages(board: Board, theta: Float64Array, shrinkage: number): Float64Array {
  const n = board.models.length;
  const advantage = Float64Array.from({ length: n * n }, (_, at) => {
    return 2 * winShare((theta[Math.floor(at / n)] ?? 0) - (theta[at % n] ?? 0)) - 1;
  });
  eachPair(board, ({ a, b, wins_a, wins_b, games }) => {
    const fitted = advantage[a * n + b] ?? 0;
    const value = (wins_a - wins_b + shrinkage * fitted) / (games + shrinkage);
    advantage[a * n + b] = value;
    advantage[b * n + a] = -value;
  });
  return advantage;
}
