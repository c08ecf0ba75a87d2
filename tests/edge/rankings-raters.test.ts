import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { boardOf, type PairCount } from '../../workers/api/rankings/board.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { crowdBt } from '../../workers/api/rankings/crowd-bt.ts';
import { crowdInformation, crowdLikelihood } from '../../workers/api/rankings/crowd-likelihood.ts';
import { crowdVotes } from '../../workers/api/rankings/crowd-votes.ts';
import { fits } from '../../workers/api/rankings/fits.ts';
import { provisional } from '../../workers/api/rankings/provisional.ts';
import { raterWeighted } from '../../workers/api/rankings/rater-weighted.ts';
import { crowd, made } from './crowd.ts';

const truth = [1.4, 0.7, 0.1, -0.6, -1.6];
const turned = (row: PairCount): PairCount => ({ ...row, wins_a: row.wins_b, wins_b: row.wins_a });

// A crowd in which the first raters report the opposite, the next answer at random, and the rest report what they see.
function mixed(seed: number, raters: number, each: number): PairCount[] {
  const random = uniform(seed + 1000);
  return crowd({ seed, truth, raters, each }).flatMap((rows, rater) => {
    const faithful = rater < raters * 0.2 ? 0.05 : rater < raters * 0.4 ? 0.5 : 0.95;
    return rows.map((row) => (random() < faithful ? row : turned(row)));
  });
}

describe('Crowd-BT', () => {
  const rows = mixed(1, 20, 60);
  const votes = crowdVotes(rows);
  const prior = { prior_games: 1, quality_a: 4, quality_b: 1.05 };

  it('gradient and information agree with finite differences', () => {
    const n = truth.length;
    const size = n + votes.raters.length;
    const random = uniform(3);
    const x = Float64Array.from({ length: size }, () => random() * 2 - 0.5);
    const likelihood = crowdLikelihood(votes, prior);
    const at = (i: number, by: number) => x.map((value, j) => (j === i ? value + by : value));
    const gradientAt = (y: Float64Array) => {
      const gradient = new Float64Array(size);
      likelihood(y, gradient);
      return gradient;
    };
    const h = 1e-5;
    const { scores, quality, cross } = crowdInformation(votes, prior, x);
    const exact = gradientAt(x);
    for (let i = 0; i < size; i++) {
      const slope =
        (likelihood(at(i, h), new Float64Array(size)) - likelihood(at(i, -h), new Float64Array(size))) / (2 * h);
      expect(slope).toBeCloseTo(exact[i] ?? Number.NaN, 4);
      const [up, down] = [gradientAt(at(i, h)), gradientAt(at(i, -h))];
      const bend = (j: number) => ((down[j] ?? 0) - (up[j] ?? 0)) / (2 * h);
      // What is returned for scores has the qualities taken out; put back, it is the Hessian.
      for (let j = 0; i < n && j < n; j++) {
        let whole = scores[i * n + j] ?? 0;
        for (const [k, row] of cross.entries()) whole += ((row.get(i) ?? 0) * (row.get(j) ?? 0)) / (quality[k] ?? 1);
        expect(whole).toBeCloseTo(bend(j), 3);
      }
      if (i >= n) expect(quality[i - n]).toBeCloseTo(Math.abs(bend(i)), 3);
      if (i >= n) for (const [j, amount] of cross[i - n] ?? []) expect(amount).toBeCloseTo(bend(j), 3);
    }
  });

  it('finds planted qualities, adversaries included, and sees through them', () => {
    const many = mixed(1, 40, 100);
    const found = made(crowdBt(many));
    expect(found.diagnostics.gradient_norm).toBeLessThanOrEqual(1e-9);
    for (const { rater, quality, ratings } of found.raters) {
      const k = Number(rater.slice(1));
      expect(ratings).toBe(100);
      if (k < 8) expect(quality).toBeLessThan(0.35);
      else if (k < 16) expect(Math.abs(quality - 0.5)).toBeLessThan(0.3);
      else expect(quality).toBeGreaterThan(0.7);
    }
    const off = (entries: { model: string; score: number }[]) =>
      Math.max(...entries.map(({ model, score }) => Math.abs(score - (truth[Number(model.slice(1))] ?? 0))));
    expect(off(found.entries)).toBeLessThan(0.45);
    expect(off(made(bradleyTerry(many)).entries)).toBeGreaterThan(0.7);
  });

  it('covers the true strengths about as often as it says', () => {
    let covered = 0;
    for (let seed = 0; seed < 60; seed++) {
      for (const { model, low, high } of made(crowdBt(mixed(seed, 20, 60))).entries) {
        const strength = truth[Number(model.slice(1))] ?? 0;
        if ((low ?? 9) <= strength && strength <= (high ?? -9)) covered += 1 / (60 * truth.length);
      }
    }
    expect(covered).toBeGreaterThan(0.9);
  });

  it('where all raters report faithfully it is near Bradley–Terry, and names do not matter', () => {
    const plain = crowd({ seed: 4, truth, raters: 20, each: 60 }).flat();
    const found = made(crowdBt(plain)).entries;
    expect(found.map(({ model }) => model)).toEqual(made(bradleyTerry(plain)).entries.map(({ model }) => model));
    const renamed = plain
      .map((row) => ({ ...row, cluster: `z${String(99 - Number(row.cluster?.slice(1)))}` }))
      .reverse();
    for (const [i, { score }] of made(crowdBt(renamed)).entries.entries())
      expect(score).toBeCloseTo(found[i]?.score ?? 9, 7);
  });
});

describe('rater-weighted', () => {
  const rows = mixed(2, 20, 40);

  it('a weight of 2 is every rating twice, 0 leaves out, and weights of 1 change nothing', () => {
    const twice = rows.flatMap((row) => (row.cluster === 'r3' ? [row, row] : row.cluster === 'r5' ? [] : [row]));
    const weighed = made(raterWeighted(rows, { weights: { r3: 2, r5: 0 } }));
    expect(weighed.entries.map(({ score }) => score.toFixed(9))).toEqual(
      made(bradleyTerry(twice)).entries.map(({ score }) => score.toFixed(9)),
    );
    expect(made(raterWeighted(rows)).entries).toEqual(made(bradleyTerry(rows)).entries);
    // 18 raters of weight 1 and one of weight 2: (18 + 2)² / (18 + 4).
    expect(weighed.diagnostics.effective_raters).toBeCloseTo(400 / 22, 9);
    expect(() => raterWeighted(rows, { weights: { r1: -1 } })).toThrow('rater r1 is -1');
  });
});

describe('provisional scores', () => {
  const stateOf = (rows: PairCount[]) => {
    const fit = made(fits['bradley-terry'](boardOf(rows)));
    return { models: fit.board.models, theta: fit.theta, covariance: fit.inverse() };
  };

  it('a rank-one update is close to the exact refit, score and error alike', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = crowd({ seed, truth, raters: 50, each: 10 }).flat();
      const [one] = crowd({ seed: seed + 500, truth, raters: 1, each: 1 }).flat();
      if (!one) continue;
      const state = stateOf(rows);
      const near = provisional(state, [one]);
      const exact = stateOf([...rows, one]);
      const step = Math.max(...exact.theta.map((score, i) => Math.abs(score - (state.theta[i] ?? 0))));
      for (const [i, score] of exact.theta.entries()) {
        expect(Math.abs((near.theta[i] ?? 0) - score)).toBeLessThan(0.03 * step);
        const variance = exact.covariance[i * truth.length + i] ?? 0;
        expect(Math.abs((near.variances[i] ?? 0) / variance - 1)).toBeLessThan(0.02);
      }
      expect(near).toMatchObject({ provisional: true, ratings: 1 });
    }
  });

  it('of many ratings stays close, and keeps the sum at 0', () => {
    const rows = crowd({ seed: 1, truth, raters: 50, each: 20 }).flat();
    const more = crowd({ seed: 2, truth, raters: 5, each: 20 }).flat();
    const state = stateOf(rows);
    const near = provisional(state, more);
    const exact = stateOf([...rows, ...more]);
    const moved = Math.max(...exact.theta.map((score, i) => Math.abs(score - (state.theta[i] ?? 0))));
    for (const [i, score] of exact.theta.entries())
      expect(Math.abs((near.theta[i] ?? 0) - score)).toBeLessThan(0.1 * moved);
    expect(near.theta.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 9);
  });

  it('the covariance follows Sherman and Morrison: exact for the parabola', () => {
    const state = { models: ['A', 'B'], theta: [0, 0], covariance: [0.05, -0.05, -0.05, 0.05] };
    const { theta, variances } = provisional(state, [{ model_a: 'A', model_b: 'B', wins_a: 0, wins_b: 0, ties: 4 }]);
    // Var(A − B) = 0.2 and four ties hold 4 / 4 = 1 of information: 1 / (1 / 0.2 + 1) = 1 / 6, a quarter of it per score.
    expect(variances[0]).toBeCloseTo(1 / 24, 12);
    expect(theta[0]).toBeCloseTo(0, 12);
  });
});
