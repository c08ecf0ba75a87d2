import { exp, log } from '../elementary.ts';
import type { BlocVote } from './bloc-votes.ts';

/** A member answers otherwise in so many of their comparisons with the model. */
const slip = 0.05;
/** Tastes that are summed over: log-odds by which a rater is fonder of a model than its comparisons lead to expect. */
const step = 1 / 3;
const tastes = Float64Array.from({ length: 43 }, (_, i) => step * (i - 21));
/** Beyond half of the raters nobody could say who is honest. */
const most_share = 0.5;
const rounds = 200;

/** One rater's votes on a model: how probable they are for each taste, up to a common factor, and for a member for or against it (by its logarithm). */
export interface Ballot {
  rater: string;
  votes: number;
  likelihood: Float64Array;
  member: { for: number; against: number };
}

/** Gathers the votes on one model by rater. */
export function ballotsOf(votes: BlocVote[]): Ballot[] {
  const by = new Map<string, BlocVote[]>();
  for (const vote of votes) {
    const own = by.get(vote.rater);
    if (own) own.push(vote);
    else by.set(vote.rater, [vote]);
  }
  return [...by].map(([rater, own]) => {
    const sums = logLikelihoods(own);
    const most = sums.reduce((top, one) => Math.max(top, one));
    const count = (result: BlocVote['result']) => own.filter((vote) => vote.result === result).length;
    const faithful = (kept: number) => kept * log(1 - (2 / 3) * slip) + (own.length - kept) * log(slip / 3) - most;
    return {
      rater,
      votes: own.length,
      likelihood: sums.map((one) => exp(one - most)),
      member: { for: faithful(count('won')), against: faithful(count('lost')) },
    };
  });
}

// A taste z turns the odds of won : tied : lost by e^(z/2) : 1 : e^(−z/2), as strength does in Davidson's model.
function logLikelihoods(own: BlocVote[]): Float64Array {
  return tastes.map((taste) => {
    const [up, down] = [exp(taste / 2), exp(-taste / 2)];
    let sum = 0;
    let product = 1;
    for (const { won, tied, lost, result } of own) {
      const [w, l] = [won * up, lost * down];
      product *= (result === 'won' ? w : result === 'lost' ? l : tied) / (w + tied + l);
      if (product > 1e-200) continue;
      sum += log(product);
      product = 1;
    }
    return sum + log(product);
  });
}

/** How the raters of a model were fitted: by a mean taste and, where there is a bloc, its share; with each rater's chance to be in it. */
export interface BlocFit {
  taste: number;
  share: number;
  log_likelihood: number;
  members: Float64Array;
  /** Each rater's likelihood as an honest one, by the same factor as in the ballot. */
  honest: Float64Array;
}

/**
 * Fits a model's raters by EM: honest ones have tastes about a common mean, normal with this standard deviation; a share of
 * `direction`'s members votes one way whatever is compared. Without a direction everybody is honest.
 */
export function fitBloc(ballots: Ballot[], deviation: number, direction: 'for' | 'against' | null, start = 0): BlocFit {
  const density = new Float64Array(tastes.length);
  const members = new Float64Array(ballots.length);
  const honest = new Float64Array(ballots.length);
  let fit = { taste: start, share: direction === null ? 0 : 0.1, log_likelihood: Number.NEGATIVE_INFINITY };
  for (let round = 0; ; round++) {
    spread(fit.taste, deviation, density);
    let value = 0;
    let counted = 0;
    let sum = 0;
    for (const [k, { likelihood, member }] of ballots.entries()) {
      let mass = 0;
      let first = 0;
      for (let i = 0; i < density.length; i++) {
        const one = (density[i] ?? 0) * (likelihood[i] ?? 0);
        mass += one;
        first += one * (tastes[i] ?? 0);
      }
      const bound = direction === null ? 0 : fit.share * exp(member[direction]);
      const total = bound + (1 - fit.share) * mass;
      members[k] = bound / total;
      honest[k] = mass;
      value += log(total);
      const weight = 1 - bound / total;
      counted += weight;
      sum += (weight * first) / mass;
    }
    const taste = counted > 0 ? sum / counted : 0;
    const gained = value - fit.log_likelihood;
    if (round >= rounds || gained < 1e-4) return { ...fit, log_likelihood: value, members, honest };
    const share = direction === null ? 0 : Math.min(most_share, 1 - counted / ballots.length);
    fit = { taste, share, log_likelihood: value };
  }
}

/** Whether a first member would make the votes more probable than honest raters alone do: the likelihood's slope at a share of 0. */
export function hasMembers(ballots: Ballot[], { honest }: BlocFit, direction: 'for' | 'against'): boolean {
  return ballots.reduce((sum, { member }, k) => sum + exp(member[direction]) / (honest[k] ?? 1) - 1, 0) > 0;
}

function spread(mean: number, deviation: number, out: Float64Array): void {
  let total = 0;
  for (let i = 0; i < out.length; i++) {
    const z = ((tastes[i] ?? 0) - mean) / deviation;
    out[i] = exp((-z * z) / 2);
    total += out[i] ?? 0;
  }
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) / total;
}
