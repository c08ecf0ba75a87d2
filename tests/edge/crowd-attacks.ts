import { uniform } from '../../workers/api/metrics/interval.ts';
import { inspectRaters } from '../../workers/api/metrics/raters/inspect.ts';
import type { RatedRow, Vote } from '../../workers/api/metrics/raters/rows.ts';
import type { PairCount } from '../../workers/api/rankings/board.ts';
import { kendall } from '../../workers/api/rankings/boards/rank-correlation.ts';
import { weighedBoard } from '../../workers/api/rankings/boards/weighed.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { made } from './crowd.ts';

/** How workers who are replaced answer: at random; always left; for one model and else at random; for or against one model and else as before. */
export type Attack = 'random' | 'left' | 'colluders' | 'careful colluders' | 'careful opponents';

/** Replaces a share of the workers. @returns the ratings, and who was replaced */
export function attack(
  rows: RatedRow[],
  { kind, share, target, seed }: { kind: Attack; share: number; target: string; seed: number },
): { rows: RatedRow[]; replaced: Set<string> } {
  const random = uniform(seed);
  const drawn = [...new Set(rows.map(({ rater }) => rater))].map((rater) => ({ rater, lot: random() }));
  const few = drawn.toSorted((x, y) => x.lot - y.lot).slice(0, Math.round(share * drawn.length));
  const replaced = new Set(few.map(({ rater }) => rater));
  const anything = (): RatedRow['choice'] => (['a', 'b', 'tie'] as const)[Math.floor(random() * 3)] ?? 'tie';
  const answer = ({ a_left, model_a, model_b, choice }: RatedRow): RatedRow['choice'] => {
    if (kind === 'random') return anything();
    if (kind === 'left') return a_left ? 'a' : 'b';
    if (model_a === target || model_b === target)
      return (model_a === target) === (kind !== 'careful opponents') ? 'a' : 'b';
    return kind === 'colluders' ? anything() : choice;
  };
  return { replaced, rows: rows.map((row) => (replaced.has(row.rater) ? { ...row, choice: answer(row) } : row)) };
}

const countsOf = (rows: Vote[]): PairCount[] =>
  rows.map(({ rater, model_a, model_b, choice }) => ({
    ...{ model_a, model_b, cluster: rater },
    ...{ wins_a: +(choice === 'a'), wins_b: +(choice === 'b'), ties: +(choice === 'tie') },
  }));

/** Scores by model. */
export type Scores = Map<string, number>;

/** The plain board, and the one that weighs raters by how they agree with the others. */
export const boards = {
  plain: (rows: Vote[]): Scores => scoresOf(made(bradleyTerry(countsOf(rows), { prior_games: 0.1 }))),
  weighted: (rows: Vote[]): Scores =>
    scoresOf(
      made(
        weighedBoard(
          rows.map(({ choice, ...row }) => ({ ...row, outcome: choice === 'a' || choice === 'b' ? choice : 'tie' })),
          { prior_games: 0.1, errors: 'none' },
        ),
      ),
    ),
};

const scoresOf = ({ entries }: { entries: { model: string; score: number }[] }): Scores =>
  new Map(entries.map(({ model, score }) => [model, score]));

/** Places by model, the best 1. */
export const placesOf = (scores: Scores): Map<string, number> =>
  new Map([...scores].toSorted((x, y) => y[1] - x[1]).map(([model], i) => [model, i + 1]));

/** How far two boards are apart: places that a model moves in the mean, and Kendall's τ. */
export function apart(x: Scores, y: Scores): { places: number; tau: number } {
  const models = [...x.keys()].filter((model) => y.has(model));
  const [px, py] = [placesOf(x), placesOf(y)];
  const moved = models.map((model) => Math.abs((px.get(model) ?? 0) - (py.get(model) ?? 0)));
  const of = (scores: Scores) => models.map((model) => scores.get(model) ?? 0);
  return { places: moved.reduce((sum, one) => sum + one, 0) / models.length, tau: kendall(of(x), of(y)) ?? 0 };
}

/** Raters whom quality control flags. */
export const flaggedBy = (rows: RatedRow[]): Set<string> =>
  new Set(inspectRaters(rows).flatMap(({ rater, flagged }) => (flagged ? [rater] : [])));

/** The ratings of some raters, or of all others. */
export const without = (rows: RatedRow[], raters: Set<string>): RatedRow[] =>
  rows.filter(({ rater }) => !raters.has(rater));
