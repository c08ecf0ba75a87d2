import { log } from '../metrics/elementary.ts';
import type { PairCount } from './board.ts';
import { crowdVotes } from './crowd-votes.ts';

/** Ratings by which every rater is first taken for an average one: few ratings of one's own say little. */
const prior_ratings = 10;

/**
 * Weighs raters (a row's `cluster`) by how often they side with what the others said of the same pair. With that share q, shrunk to all raters' mean,
 * the weight is log(q / (1 − q)), which is best for independent raters of known competence (Nitzan and Paroush 1982), and 0 where q is
 * not above a half; weights have mean 1 over ratings. Where no rater is above a half they say nothing, and all are 1.
 */
export function agreementWeights(rows: PairCount[]): Record<string, number> {
  const votes = crowdVotes(rows);
  const n = votes.models.length;
  const pair = (entry: number) => (votes.a[entry] ?? 0) * n + (votes.b[entry] ?? 0);
  const totals = new Map<number, { won: number; games: number }>();
  for (let entry = 0; entry < votes.a.length; entry++) {
    const { won, games } = totals.get(pair(entry)) ?? { won: 0, games: 0 };
    const more = { won: won + (votes.won[entry] ?? 0), games: games + (votes.games[entry] ?? 0) };
    totals.set(pair(entry), more);
  }
  const agreed = new Float64Array(votes.raters.length);
  const checked = new Float64Array(votes.raters.length);
  const given = new Float64Array(votes.raters.length);
  for (let entry = 0; entry < votes.a.length; entry++) {
    const [k, won, games] = [votes.rater[entry] ?? 0, votes.won[entry] ?? 0, votes.games[entry] ?? 0];
    given[k] = (given[k] ?? 0) + games;
    const all = totals.get(pair(entry)) ?? { won, games };
    const [others, of] = [all.won - won, all.games - games];
    // Others who are even, or nobody else: nothing to agree with.
    if (2 * others === of) continue;
    agreed[k] = (agreed[k] ?? 0) + (2 * others > of ? won : games - won);
    checked[k] = (checked[k] ?? 0) + games;
  }
  const sum = (values: Float64Array) => values.reduce((total, one) => total + one, 0);
  const mean = sum(checked) > 0 ? sum(agreed) / sum(checked) : 0.5;
  const raw = Array.from(agreed, (own, k) => {
    const q = (own + prior_ratings * mean) / ((checked[k] ?? 0) + prior_ratings);
    return q > 0.5 ? log(q / Math.max(1e-3, 1 - q)) : 0;
  });
  const weighed = raw.reduce((total, weight, k) => total + weight * (given[k] ?? 0), 0);
  const unit = weighed > 0 ? weighed / sum(given) : 0;
  return Object.fromEntries(votes.raters.map((rater, k) => [rater, unit > 0 ? (raw[k] ?? 0) / unit : 1]));
}
