import { log } from '../metrics/elementary.ts';
import type { CrowdVotes } from './crowd-votes.ts';
import { cholesky, solveCholesky } from './linear.ts';
import type { Direction, Likelihood } from './newton.ts';
import { addGhost, winShare } from './pair-likelihood.ts';

/** The prior: games of each model against a ghost of strength 0, and a Beta distribution of every rater's quality. */
export interface CrowdPrior {
  prior_games: number;
  quality_a: number;
  quality_b: number;
}

/** One entry's derivatives in d (the difference of strengths) and q (the log-odds of the rater's quality); second derivatives are negated. */
function derivatives(d: number, q: number, won: number, games: number) {
  const s = winShare(d);
  const eta = winShare(q);
  const p = eta * s + (1 - eta) * (1 - s);
  const slope = won / p - (games - won) / (1 - p);
  const bend = won / (p * p) + (games - won) / ((1 - p) * (1 - p));
  const [vs, ve] = [s * (1 - s), eta * (1 - eta)];
  const [pd, pq] = [(2 * eta - 1) * vs, (2 * s - 1) * ve];
  return {
    value: won * log(p) + (games - won) * log(1 - p),
    d: slope * pd,
    q: slope * pq,
    dd: bend * pd * pd - slope * pd * (1 - 2 * s),
    dq: bend * pd * pq - slope * 2 * vs * ve,
    qq: bend * pq * pq - slope * pq * (1 - 2 * eta),
  };
}

/** Crowd-BT's log-posterior (Chen, Bennett, Collins-Thompson and Horvitz 2013, eq. 5): scores, then the log-odds of raters' qualities. */
export function crowdLikelihood(votes: CrowdVotes, prior: CrowdPrior): Likelihood {
  const n = votes.models.length;
  return (x, gradient) => {
    gradient.fill(0);
    let value = addGhost(x.subarray(0, n), gradient, prior.prior_games);
    for (let k = 0; k < votes.raters.length; k++) {
      const eta = winShare(x[n + k] ?? 0);
      value += (prior.quality_a - 1) * log(eta) + (prior.quality_b - 1) * log(1 - eta);
      gradient[n + k] = (prior.quality_a - 1) * (1 - eta) - (prior.quality_b - 1) * eta;
    }
    for (let entry = 0; entry < votes.a.length; entry++) {
      const [a, b, k] = [votes.a[entry] ?? 0, votes.b[entry] ?? 0, n + (votes.rater[entry] ?? 0)];
      const term = derivatives((x[a] ?? 0) - (x[b] ?? 0), x[k] ?? 0, votes.won[entry] ?? 0, votes.games[entry] ?? 0);
      value += term.value;
      gradient[a] = (gradient[a] ?? 0) + term.d;
      gradient[b] = (gradient[b] ?? 0) - term.d;
      gradient[k] = (gradient[k] ?? 0) + term.q;
    }
    return value;
  };
}

/** The information of scores (the Schur complement of raters' qualities), row-major, with what is needed to solve for both. */
export function crowdInformation(votes: CrowdVotes, prior: CrowdPrior, x: Float64Array) {
  const n = votes.models.length;
  const scores = new Float64Array(n * n);
  const add = (i: number, j: number, amount: number): void => {
    scores[i * n + j] = (scores[i * n + j] ?? 0) + amount;
  };
  const quality = Float64Array.from(votes.raters, (_, k) => {
    const eta = winShare(x[n + k] ?? 0);
    return (prior.quality_a + prior.quality_b - 2) * eta * (1 - eta);
  });
  const cross: Map<number, number>[] = votes.raters.map(() => new Map());
  for (let i = 0; i < n; i++) add(i, i, prior.prior_games * winShare(x[i] ?? 0) * winShare(-(x[i] ?? 0)));
  for (let entry = 0; entry < votes.a.length; entry++) {
    const [a, b, k] = [votes.a[entry] ?? 0, votes.b[entry] ?? 0, votes.rater[entry] ?? 0];
    const d = (x[a] ?? 0) - (x[b] ?? 0);
    const term = derivatives(d, x[n + k] ?? 0, votes.won[entry] ?? 0, votes.games[entry] ?? 0);
    add(a, a, term.dd);
    add(b, b, term.dd);
    add(a, b, -term.dd);
    add(b, a, -term.dd);
    quality[k] = (quality[k] ?? 0) + term.qq;
    cross[k]?.set(a, (cross[k]?.get(a) ?? 0) + term.dq);
    cross[k]?.set(b, (cross[k]?.get(b) ?? 0) - term.dq);
  }
  // Far from the maximum a rater's curvature may have the wrong sign; its size still makes an uphill step.
  for (const [k, row] of cross.entries()) {
    quality[k] = Math.max(1e-6, Math.abs(quality[k] ?? 0));
    for (const [i, left] of row) for (const [j, right] of row) add(i, j, (-left * right) / (quality[k] ?? 1));
  }
  return { scores, quality, cross };
}

/** The Newton step of scores and qualities; where the information is not positive definite it is lifted until it is. */
export function crowdDirection(votes: CrowdVotes, prior: CrowdPrior): Direction {
  const n = votes.models.length;
  return (x, gradient) => {
    const { scores, quality, cross } = crowdInformation(votes, prior, x);
    const step = gradient.slice();
    for (const [k, row] of cross.entries()) {
      for (const [i, amount] of row) step[i] = (step[i] ?? 0) - (amount * (gradient[n + k] ?? 0)) / (quality[k] ?? 1);
    }
    let factor = scores.slice();
    for (let lift = 0; !cholesky(factor, n); lift = Math.max(1e-3, lift * 10)) {
      factor = scores.map((value, at) => (at % (n + 1) === 0 ? value + Math.max(1e-3, lift * 10) : value));
    }
    const head = step.slice(0, n);
    solveCholesky(factor, n, head);
    step.set(head);
    for (const [k, row] of cross.entries()) {
      let rest = gradient[n + k] ?? 0;
      for (const [i, amount] of row) rest -= amount * (head[i] ?? 0);
      step[n + k] = rest / (quality[k] ?? 1);
    }
    return step;
  };
}
