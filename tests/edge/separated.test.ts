import { expect, test } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { scoreMeans } from '../../workers/api/metrics/score-means.ts';
import type { PairCount } from '../../workers/api/rankings/board.ts';
import { separatedFromTop } from '../../workers/api/rankings/separated.ts';

/** Games of every pair of models with planted strengths (Bradley–Terry). */
function played(strengths: number[], games: number, seed: number): PairCount[] {
  const random = uniform(seed);
  const counts: PairCount[] = [];
  for (let a = 0; a < strengths.length; a++)
    for (let b = a + 1; b < strengths.length; b++) {
      const share = 1 / (1 + Math.exp((strengths[b] ?? 0) - (strengths[a] ?? 0)));
      let wins_a = 0;
      for (let game = 0; game < games; game++) if (random() < share) wins_a++;
      counts.push({ model_a: `m${a}`, model_b: `m${b}`, wins_a, wins_b: games - wins_a, ties: 0 });
    }
  return counts;
}

test('the first models are told apart with enough games, and no sooner', () => {
  const apart = [2, 1, 0, 0];
  expect(separatedFromTop(played(apart, 2, 1), { level: 0.95 })).toBe(0);
  // The last two are equal: however many games, only the first two places are certain.
  expect(separatedFromTop(played(apart, 2000, 1), { level: 0.95 })).toBe(2);
  expect(separatedFromTop([], { level: 0.95 })).toBe(0);
  // One that won every game has finite errors too.
  const all = [{ model_a: 'x', model_b: 'y', wins_a: 30, wins_b: 0, ties: 0 }];
  expect(separatedFromTop(all, { level: 0.95 })).toBe(2);
});

test('of four equal models a first one is told apart in no more than a few of a hundred campaigns', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 100; seed++)
    if (separatedFromTop(played([0, 0, 0, 0], 50, seed), { level: 0.95 }) > 0) wrong++;
  // At 95 % five are expected to tell any two apart; the top one from all others is rarer.
  expect(wrong).toBeLessThanOrEqual(5);
});

test('the interval of a mean score holds the true mean for 95 % of crowds, where scores of a rater hang together', () => {
  const random = uniform(5);
  let covered = 0;
  for (let crowd = 1; crowd <= 200; crowd++) {
    // Forty raters with a leniency each: the true mean is 3.
    const rows = Array.from({ length: 40 }, (_, rater) => {
      const leniency = random() < 0.5 ? -1 : 1;
      const count = 10;
      const sum = Array.from({ length: count }, () => 3 + leniency + (random() < 0.5 ? -1 : 1)).reduce(
        (a, b) => a + b,
        0,
      );
      return { model: 'm', rater: String(rater), count, sum };
    });
    const mean = scoreMeans(rows, { seed: crowd, rounds: 400 }).get('m');
    if (mean && (mean.low ?? 9) <= 3 && (mean.high ?? 0) >= 3) covered++;
  }
  expect(covered / 200).toBeGreaterThan(0.9);
  expect(covered / 200).toBeLessThan(0.99);
});
