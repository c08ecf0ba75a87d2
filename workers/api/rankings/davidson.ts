import { exp, log } from '../metrics/elementary.ts';
import type { PairCount } from './board.ts';
import type { RankOptions } from './fitted-ranking.ts';
import type { Ranking, Refused } from './ranking.ts';
import type { TieModel } from './tie-likelihood.ts';
import { rankByTies } from './tie-model.ts';

/**
 * Davidson (1970): wins, losses and ties in the proportion π_a : π_b : ν·√(π_a π_b).
 * In d = log π_a − log π_b and t = log ν this is a multinomial logit with scores d/2, −d/2 and t, so the likelihood is concave.
 */
export const davidsonModel: TieModel = {
  method: 'davidson',
  start: (tieShare) => log((2 * tieShare) / (1 - tieShare)),
  published: (t) => ({ name: 'nu', value: exp(t) }),
  outcome: (d, t) => {
    const most = Math.max(Math.abs(d) / 2, t);
    const [a, b, tie] = [exp(d / 2 - most), exp(-d / 2 - most), exp(t - most)];
    const total = a + b + tie;
    return { a: a / total, b: b / total, tie: tie / total };
  },
  term: (d, t, { wins_a, wins_b, ties, games }) => {
    const { a: pa, b: pb, tie: pt } = davidsonModel.outcome(d, t);
    const mean = (pa - pb) / 2;
    const most = Math.max(Math.abs(d) / 2, t);
    const total = exp(d / 2 - most) + exp(-d / 2 - most) + exp(t - most);
    return {
      value: ((wins_a - wins_b) * d) / 2 + ties * t - games * (log(total) + most),
      gradient_d: (wins_a - wins_b) / 2 - games * mean,
      gradient_t: ties - games * pt,
      information_dd: games * ((pa + pb) / 4 - mean * mean),
      information_dt: -games * pt * mean,
      information_tt: games * pt * (1 - pt),
    };
  },
};

/** The Davidson ranking: Bradley–Terry with ties modeled, not halved. */
export function davidson(counts: PairCount[], options: RankOptions = {}): Ranking | Refused {
  return rankByTies(davidsonModel, counts, options);
}
