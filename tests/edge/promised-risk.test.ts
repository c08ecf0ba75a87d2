import { describe, expect, it, test } from 'vitest';
import { applyCalibration, fitPlatt } from '../../workers/api/metrics/calibration.ts';
import { abstentionThreshold, type ConfidentVerdict } from '../../workers/api/metrics/conformal.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { has_llmbar, llmbarItems, llmbarReplies } from '../llmbar.ts';

const SPLITS = 400;
const DELTA = 0.1;
/** δ and three standard errors of a share over so many splits. */
const ALLOWED = DELTA + 3 * Math.sqrt((DELTA * (1 - DELTA)) / SPLITS);

type Scored = { score: number; label: boolean };
type Choose = (rows: ConfidentVerdict[], alpha: number) => number | null;

/** The rule of the platform and of the recipe. */
const promised: Choose = (rows, alpha) => abstentionThreshold(rows, { alpha, delta: DELTA })?.threshold ?? null;
/** What one would do without it: the lowest threshold whose risk on the rows at hand is no more than α. */
const naive: Choose = (rows, alpha) =>
  Array.from({ length: 46 }, (_, i) => (50 + i) / 100).find((threshold) => riskAbove(rows, threshold) <= alpha) ?? null;

/** The share wrong among the verdicts at or above a threshold; none given, none wrong. */
function riskAbove(rows: ConfidentVerdict[], threshold: number): number {
  const given = rows.filter(({ confidence }) => confidence >= threshold);
  return given.length === 0 ? 0 : given.filter(({ agrees }) => !agrees).length / given.length;
}

function shuffled<T>(rows: T[], random: () => number): T[] {
  const all = [...rows];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}

/**
 * Over repeated splits as the recipe makes them — one part fits the map, one chooses the threshold, the rest is held out — how often the held-out risk is above
 * α, and how often there is a threshold at all.
 */
function overSplits(rows: Scored[], parts: { calibrate: number; promise: number }, alpha: number, choose: Choose) {
  const random = uniform(17);
  let [broken, found] = [0, 0];
  for (let split = 0; split < SPLITS; split++) {
    const mixed = shuffled(rows, random);
    const map = fitPlatt(mixed.slice(0, parts.calibrate));
    const verdicts = mixed.slice(parts.calibrate).map(({ score, label }): ConfidentVerdict => {
      const p = applyCalibration(map, score) ?? 0.5;
      return { confidence: Math.max(p, 1 - p), agrees: p >= 0.5 === label };
    });
    const threshold = choose(verdicts.slice(0, parts.promise), alpha);
    if (threshold === null) continue;
    found += 1;
    if (riskAbove(verdicts.slice(parts.promise), threshold) > alpha) broken += 1;
  }
  return { broken: broken / SPLITS, found: found / SPLITS };
}

/** Rows of a judge whose score x in (−3, 3) is of a right case with chance `right(x)`. */
function drawn(count: number, right: (score: number) => number): Scored[] {
  const random = uniform(3);
  return Array.from({ length: count }, () => {
    const score = 6 * random() - 3;
    return { score, label: random() < right(score) };
  });
}
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

describe('the risk on held-out cases stays within the promised α', () => {
  const parts = { calibrate: 200, promise: 300 };
  it.each([
    ['calibrates well', (x: number) => logistic(1.5 * x), 0.15],
    ['knows little', (x: number) => logistic(0.6 * x), 0.3],
    // Platt's map cannot bend down again: it is sure where it is wrong.
    ['is wrong where it is surest', (x: number) => (Math.abs(x) > 2.8 ? 0.5 : logistic(1.5 * x)), 0.15],
  ])('of a judge that %s', (_, right, alpha) => {
    const rows = drawn(4000, right);
    const { broken, found } = overSplits(rows, parts, alpha, promised);
    console.log(`broken in ${broken}, found in ${found} of ${SPLITS} splits`);
    expect(broken).toBeLessThanOrEqual(ALLOWED);
    expect(found).toBeGreaterThan(0.5);
    // The check has teeth: the same splits break what is only read off the rows at hand.
    expect(overSplits(rows, parts, alpha, naive).broken).toBeGreaterThan(ALLOWED);
  });

  // What GPT-4 said of the 419 items of LLMBar in both orders, recorded by its authors (Zeng et al. 2024).
  test.skipIf(!has_llmbar)('of a real judge', () => {
    const votes = new Map<string, number>();
    for (const { id, judge, winner_ab, winner_ba } of llmbarReplies())
      if (judge === 'GPT-4') votes.set(id, vote(winner_ab) + vote(winner_ba));
    const rows = llmbarItems().map(({ id, label }) => ({ score: votes.get(id) ?? 0, label: label === 'a' }));
    const { broken, found } = overSplits(rows, { calibrate: 80, promise: 170 }, 0.25, promised);
    console.log(`LLMBar: broken in ${broken}, found in ${found} of ${SPLITS} splits`);
    expect(broken).toBeLessThanOrEqual(ALLOWED);
    expect(found).toBeGreaterThan(0.5);
  });
});

/** 1 for answer A, −1 for B, whichever was shown first; 0 where the authors read neither. */
const vote = (winner: string | null): number => (winner === '1' ? 1 : winner === '2' ? -1 : 0);
