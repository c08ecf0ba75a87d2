import { boardOf, gamesOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { advantages, type LotteryOptions } from './maximal-lottery.ts';
import { type Ranking, type Refused, withRanks } from './ranking.ts';
import { solveSymmetricGame } from './symmetric-game.ts';

/** How criteria are brought together. */
export interface CriteriaOptions extends LotteryOptions {
  /** `weighted`: the lottery of the weighed mean of the criteria's advantages. `worst`: the mixture whose worst criterion against its worst opponent is best. */
  rule?: 'weighted' | 'worst';
  /** Weights by criterion for `weighted`; who is not named weighs 1. */
  weights?: Record<string, number>;
}

const METHOD = 'criteria-lottery';

/**
 * The lottery over several criteria at once, each with its own pair counts. `worst` is the Blackwell winner of Bhatia et al. (2020) for the
 * target "at least even on every criterion" in the largest-shortfall norm, which for two or more criteria need not be reachable:
 * `guarantee` says what is (0: even or better on all of them against everyone).
 */
export function criteriaLottery(
  criteria: Record<string, PairCount[]>,
  options: CriteriaOptions = {},
): Ranking | Refused {
  const { rule = 'weighted', weights = {}, shrinkage_games = 1, prior_games = 0 } = options;
  const names = Object.keys(criteria).sort();
  const { models } = boardOf(Object.values(criteria).flat());
  const n = models.length;
  const games = new Float64Array(n);
  const parts: { weight: number; advantage: Float64Array }[] = [];
  for (const name of names) {
    const board = boardOf(criteria[name] ?? [], models);
    const fit = fitBradleyTerry(board, { prior_games });
    if (!fit.ok) return { ...fit, method: METHOD, message: `${name || "the campaign's question"}: ${fit.message}` };
    for (const [i, count] of gamesOf(board).entries()) games[i] = (games[i] ?? 0) + count;
    parts.push({ weight: weights[name] ?? 1, advantage: advantages(board, fit.theta, shrinkage_games) });
  }
  const { shares, diagnostics } = rule === 'weighted' ? weighed(parts, n) : worst(parts, n);
  const entries = models.map((model, i) => {
    return { model, rank: 0, score: shares[i] ?? 0, se: null, low: null, high: null, games: games[i] ?? 0 };
  });
  return {
    ok: true,
    method: METHOD,
    entries: withRanks(entries),
    diagnostics: {
      rule,
      criteria: names.length,
      ...diagnostics,
      tie_rule: 'central path',
      shrinkage_games,
      prior_games,
    },
  };
}

function weighed(parts: { weight: number; advantage: Float64Array }[], n: number) {
  const sum = parts.reduce((total, { weight }) => total + weight, 0);
  const mean = new Float64Array(n * n);
  for (const { weight, advantage } of parts) {
    for (const [at, gain] of advantage.entries()) mean[at] = (mean[at] ?? 0) + (weight / sum) * gain;
  }
  const { shares, exploitability } = solveSymmetricGame(mean, n);
  return { shares, diagnostics: { exploitability } };
}

// The game of a mixture against "criterion and opponent" is not symmetric; Gale, Kuhn and Tucker's (1950) symmetric game of both sides and
// a referee has the same solution, the payoffs being lifted above 0 first.
function worst(parts: { weight: number; advantage: Float64Array }[], n: number) {
  const replies = n * parts.length;
  const gain = (i: number, reply: number) => parts[Math.floor(reply / n)]?.advantage[i * n + (reply % n)] ?? 0;
  const size = n + replies + 1;
  const game = new Float64Array(size * size);
  const put = (i: number, j: number, value: number) => {
    game[i * size + j] = value;
    game[j * size + i] = -value;
  };
  for (let i = 0; i < n; i++) {
    for (let reply = 0; reply < replies; reply++) put(i, n + reply, gain(i, reply) + 2);
    put(size - 1, i, 1);
  }
  for (let reply = 0; reply < replies; reply++) put(n + reply, size - 1, 1);
  const { shares: all } = solveSymmetricGame(game, size);
  const shares = scaled(all.subarray(0, n));
  const against = scaled(all.subarray(n, n + replies));
  let guarantee = Number.POSITIVE_INFINITY;
  for (let reply = 0; reply < replies; reply++) {
    let value = 0;
    for (let i = 0; i < n; i++) value += (shares[i] ?? 0) * gain(i, reply);
    guarantee = Math.min(guarantee, value);
  }
  let ceiling = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    let value = 0;
    for (let reply = 0; reply < replies; reply++) value += (against[reply] ?? 0) * gain(i, reply);
    ceiling = Math.max(ceiling, value);
  }
  return { shares, diagnostics: { guarantee, duality_gap: ceiling - guarantee } };
}

function scaled(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
