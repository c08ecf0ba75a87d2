import { type Bloc, blocs } from '../../metrics/raters/blocs.ts';
import type { Vote } from '../../metrics/raters/rows.ts';
import type { RankOptions } from '../fitted-ranking.ts';
import type { Ranking, Refused } from '../ranking.ts';
import { agreementWeights } from '../rater-agreement.ts';
import { raterWeighted } from '../rater-weighted.ts';
import type { BoardRow } from './definition.ts';
import { countOf } from './single-rows.ts';

/**
 * The board of weighed raters: by how each agrees with the others, and on a model that a bloc votes for or against, by each rater's chance not
 * to be in it. So weighed, scores are those that most probably lie under the bloc's votes, though hardly a member can be named.
 */
export function weighedBoard(rows: BoardRow[], options: RankOptions): Ranking | Refused {
  const found = blocs(rows.map(voteOf)).filter(({ flagged }) => flagged);
  const weights = honestShares(rows, found);
  const counts = rows.map((row, i) => {
    const { wins_a, wins_b, ties, ...count } = countOf(row);
    const weight = weights[i] ?? 1;
    return { ...count, wins_a: weight * wins_a, wins_b: weight * wins_b, ties: weight * ties };
  });
  const ranking = raterWeighted(counts, { weights: agreementWeights(counts), ...options });
  if (!ranking.ok || found.length === 0) return ranking;
  const told = found.map(({ model, direction, raters }) => `${Math.round(raters)} ${direction} ${model}`).join('; ');
  return { ...ranking, diagnostics: { ...ranking.diagnostics, blocs: told } };
}

/** Left and right are drawn anew for each rater: both stand by name here, so that a comparison's votes are of one kind. */
function voteOf({ rater, comparison, model_a, model_b, outcome }: BoardRow): Vote {
  if (model_a < model_b) return { rater, comparison, model_a, model_b, choice: outcome };
  const choice = outcome === 'tie' ? 'tie' : outcome === 'a' ? 'b' : 'a';
  return { rater, comparison, model_a: model_b, model_b: model_a, choice };
}

/** Each row's weight: the chance that its rater is in no bloc for or against its models. */
function honestShares(rows: BoardRow[], found: Bloc[]): number[] {
  const outside = found.map(({ model, members }) => ({
    model,
    chance: new Map(members.map(({ rater, probability }) => [rater, 1 - probability])),
  }));
  return rows.map(({ rater, model_a, model_b }) =>
    outside.reduce(
      (weight, { model, chance }) =>
        model === model_a || model === model_b ? weight * (chance.get(rater) ?? 1) : weight,
      1,
    ),
  );
}
