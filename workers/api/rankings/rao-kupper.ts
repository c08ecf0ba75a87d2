import { exp, expm1, log, log1p } from '../metrics/elementary.ts';
import type { PairCount } from './board.ts';
import type { RankOptions } from './fitted-ranking.ts';
import { winShare } from './pair-likelihood.ts';
import type { Ranking, Refused } from './ranking.ts';
import type { TieModel } from './tie-likelihood.ts';
import { rankByTies } from './tie-model.ts';

/**
 * Rao and Kupper (1967): a wins with probability π_a / (π_a + κ·π_b), b likewise, and they tie otherwise (κ > 1).
 * With t = log κ a tie has probability (κ² − 1)·P(a wins)·P(b wins), and the log-likelihood is concave in (d, t) for t > 0.
 */
export const raoKupperModel: TieModel = {
  method: 'rao-kupper',
  start: (tieShare) => log((1 + tieShare) / (1 - tieShare)),
  published: (t) => ({ name: 'kappa', value: exp(t) }),
  outcome: (d, t) => {
    const [a, b] = [winShare(d - t), winShare(-d - t)];
    return { a, b, tie: expm1(2 * t) * a * b };
  },
  term: (d, t, { wins_a, wins_b, ties }) => {
    const [na, nb] = [wins_a + ties, wins_b + ties];
    const [pa, pb] = [winShare(d - t), winShare(-d - t)];
    const [va, vb] = [na * pa * (1 - pa), nb * pb * (1 - pb)];
    const grown = expm1(2 * t);
    return {
      // Past the edge of the model (κ ≤ 1) a tie is impossible.
      value: t > 0 ? na * logShare(d - t) + nb * logShare(-d - t) + ties * log(grown) : Number.NEGATIVE_INFINITY,
      gradient_d: na * (1 - pa) - nb * (1 - pb),
      gradient_t: -na * (1 - pa) - nb * (1 - pb) + 2 * ties * (1 + 1 / grown),
      information_dd: va + vb,
      information_dt: vb - va,
      information_tt: va + vb + (4 * ties * (grown + 1)) / (grown * grown),
    };
  },
};

/** The Rao–Kupper ranking: ties arise below a threshold of perceived difference. */
export function raoKupper(counts: PairCount[], options: RankOptions = {}): Ranking | Refused {
  return rankByTies(raoKupperModel, counts, options);
}

// log(1/(1 + e^(−x))) without overflow.
function logShare(x: number): number {
  return x > 0 ? -log1p(exp(-x)) : x - log1p(exp(x));
}
