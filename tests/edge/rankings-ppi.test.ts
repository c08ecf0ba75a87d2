import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { planLabels, spreadOf } from '../../workers/api/rankings/label-plan.ts';
import { type PpiBoard, type PpiPair, ppiBoard } from '../../workers/api/rankings/ppi.ts';

import { made } from './crowd.ts';

const truth = [0.8, 0.3, -0.2, -0.9];

// A judge that sees what people see with some accuracy, and adds a liking of its own for each model.
function simulate(seed: number, labels: number, verdicts: number, accuracy: number, liking: number[]): PpiPair[] {
  const random = uniform(seed);
  return truth.flatMap((x, a) =>
    truth.slice(a + 1).map((y, k): PpiPair => {
      const b = a + 1 + k;
      const sums = {
        labels: 0,
        sum_y: 0,
        sum_f: 0,
        sum_yy: 0,
        sum_ff: 0,
        sum_yf: 0,
        verdicts: 0,
        verdict_sum: 0,
        verdict_squares: 0,
      };
      const favor = (liking[a] ?? 0) - (liking[b] ?? 0);
      for (let one = 0; one < labels + verdicts; one++) {
        const human = Number(random() < 1 / (1 + Math.exp(y - x)));
        const agrees = random() < accuracy ? human : 1 - human;
        // The judge answers with a probability that its liking has moved.
        const f = 1 / (1 + Math.exp(-((2 * agrees - 1) * 1.5 + favor)));
        if (one < labels) {
          sums.labels += 1;
          sums.sum_y += human;
          sums.sum_yy += human * human;
          sums.sum_f += f;
          sums.sum_ff += f * f;
          sums.sum_yf += human * f;
        } else {
          sums.verdicts += 1;
          sums.verdict_sum += f;
          sums.verdict_squares += f * f;
        }
      }
      return { model_a: `m${a}`, model_b: `m${b}`, ...sums };
    }),
  );
}

describe('a corrected board', () => {
  it.each([
    { judge: 'good and fair', accuracy: 0.9, liking: [0, 0, 0, 0], narrower: 0.75 },
    { judge: 'good and biased', accuracy: 0.9, liking: [-2, 0, 0, 2], narrower: 0.9 },
    { judge: 'guessing and biased', accuracy: 0.5, liking: [2, 0, 0, -2], narrower: 1.02 },
    { judge: 'always wrong', accuracy: 0.1, liking: [0, 0, 0, 0], narrower: 1.02 },
  ])('covers the truth in 93 to 97 % of 95 % intervals: a judge that is $judge', ({ accuracy, liking, narrower }) => {
    let covered = 0;
    let ratio = 0;
    const boards = 1000;
    for (let seed = 0; seed < boards; seed++) {
      const pairs = simulate(seed, 40, 400, accuracy, liking);
      const corrected = made(ppiBoard(pairs));
      const people = made(ppiBoard(pairs, { lambda: 0 }));
      for (const { model, low, high, se } of corrected.entries) {
        const strength = truth[Number(model.slice(1))] ?? 0;
        if ((low ?? 9) <= strength && strength <= (high ?? -9)) covered += 1 / (boards * truth.length);
        const alone = people.entries.find((entry) => entry.model === model)?.se ?? 1;
        ratio += (se ?? 9) / alone / (boards * truth.length);
      }
    }
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.97);
    expect(ratio).toBeLessThan(narrower);
  });

  it("with lambda 0 is people's own Bradley–Terry board with its sandwich", () => {
    const pairs = simulate(3, 50, 100, 0.9, [0, 0, 0, 0]);
    const rows = pairs.map(({ model_a, model_b, labels, sum_y }) => ({
      model_a,
      model_b,
      wins_a: sum_y,
      wins_b: labels - sum_y,
      ties: 0,
    }));
    const expected = made(bradleyTerry(rows)).entries;
    for (const [i, entry] of made(ppiBoard(pairs, { lambda: 0 })).entries.entries()) {
      expect(entry.score).toBeCloseTo(expected[i]?.score ?? 9, 9);
      expect(entry.se).toBeCloseTo(expected[i]?.se ?? 9, 9);
    }
  });

  it('a judge that repeats people and has seen very much: the error is that of its verdicts', () => {
    const pairs = simulate(4, 40, 4000, 1, [0, 0, 0, 0]).map((pair) => {
      const { labels, sum_y, sum_yy } = pair;
      const share = pair.verdict_sum / pair.verdicts;
      // The same comparisons with f = y: verdicts are wins of the judge.
      const wins = Math.round(pair.verdicts * ((share - 1 / (1 + Math.exp(1.5))) / (1 - 2 / (1 + Math.exp(1.5)))));
      return {
        ...pair,
        labels,
        sum_f: sum_y,
        sum_ff: sum_yy,
        sum_yf: sum_yy,
        verdict_sum: wins,
        verdict_squares: wins,
      };
    });
    const found = made(ppiBoard(pairs));
    expect(Number(found.diagnostics.lambda)).toBeGreaterThan(0.97);
    const rows = pairs.map(({ model_a, model_b, verdicts, verdict_sum }) => ({
      model_a,
      model_b,
      wins_a: verdict_sum,
      wins_b: verdicts - verdict_sum,
      ties: 0,
    }));
    for (const [i, { se }] of made(bradleyTerry(rows)).entries.entries())
      expect(Math.abs((found.entries[i]?.se ?? 9) / (se ?? 1) - 1)).toBeLessThan(0.15);
  });

  it('refuses what people did not connect, whatever the judge says', () => {
    const [pair] = simulate(1, 10, 100, 0.9, [0, 0, 0, 0]);
    if (!pair) throw new Error('no pair');
    const apart = { ...pair, model_a: 'x', model_b: 'y' };
    expect(ppiBoard([pair, apart])).toMatchObject({ ok: false, reason: 'islands' });
    expect(ppiBoard([{ ...pair, sum_y: pair.labels, sum_yy: pair.labels }])).toMatchObject({
      ok: false,
      reason: 'separable',
    });
  });
});

describe('planning labels', () => {
  it('two equal halves: closed forms', () => {
    // sd 0.2 from 100 labels, half of the variance by verdicts; d = 0.3 needs ((1.96 + 0.8416) / 0.3)² = 1 / 0.011467.
    const plan = planLabels({ difference: 0.3, label_variance: 0.02, verdict_variance: 0.02, labels: 100 });
    expect(plan).toMatchObject({ separated: false, labels_mix: null });
    const judged = { difference: 0.3, label_variance: 0.02, verdict_variance: 0.02, labels: 100, human_variance: 0.04 };
    // Verdicts alone keep the variance above the target: then the judge goes, and labels do.
    const both = planLabels(judged);
    expect(both.labels_mix).toBe(both.labels_without_judge);
    const without = planLabels({ difference: 0.3, label_variance: 0.04, verdict_variance: 0, labels: 100 });
    expect(both.labels_mix).toBe(without.labels_mix);
    expect(without.labels_mix).toBe(Math.ceil(100 * (0.04 / (0.3 / 2.8015852) ** 2 - 1)));
    expect(planLabels({ difference: 0.5, label_variance: 0.04, verdict_variance: 0, labels: 100 }).labels_mix).toBe(0);
    expect(planLabels({ difference: 0, label_variance: 0.04, verdict_variance: 0, labels: 100 }).labels_mix).toBeNull();
  });

  // Of m1 and m2.
  const differenceOf = ({ theta, labels, verdicts }: PpiBoard['fit'], count: number) => ({
    difference: (theta[1] ?? 0) - (theta[2] ?? 0),
    label_variance: spreadOf(labels, truth.length, 1, 2),
    verdict_variance: spreadOf(verdicts, truth.length, 1, 2),
    labels: count,
  });

  it('what it plans reaches its power', () => {
    const fit = made(ppiBoard(simulate(8, 12, 2000, 0.9, [0, 0, 0, 0]))).fit;
    const now = { ...differenceOf(fit, 12), difference: (truth[1] ?? 0) - (truth[2] ?? 0) };
    const more = planLabels(now).labels_mix ?? 0;
    expect(more).toBeGreaterThan(0);
    let apart = 0;
    const boards = 300;
    for (let seed = 0; seed < boards; seed++) {
      const later = made(ppiBoard(simulate(seed + 50, 12 + more, 2000, 0.9, [0, 0, 0, 0]))).fit;
      if (planLabels(differenceOf(later, 12 + more)).separated) apart += 1 / boards;
    }
    // 0.8 is planned; 300 boards tell it to ± 0.07.
    expect(Math.abs(apart - 0.8)).toBeLessThan(0.1);
  });
});
