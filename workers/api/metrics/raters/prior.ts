import { boardOf, type PairCount } from '../../rankings/board.ts';
import { fits } from '../../rankings/fits.ts';
import { type Answer, groupBy, pair_answers, type Vote } from './rows.ts';

/** What the models of a comparison lead to expect of it: chances in the order of `answers`. */
export function priorOf(rows: Vote[], answers: readonly Answer[]): (row: Vote) => Float64Array {
  return answers === pair_answers ? ofPairs(rows) : ofScores(rows, answers);
}

// Davidson's model of the two models, with as many "both good" and "both bad" as there are over all. One game against a ghost keeps it finite.
function ofPairs(rows: Vote[]): (row: Vote) => Float64Array {
  const share = (answer: Answer) => (rows.filter(({ choice }) => choice === answer).length + 0.5) / (rows.length + 5);
  const [good, bad] = [share('both_good'), share('both_bad')];
  const counts = rows.flatMap(({ model_a, model_b, choice }): PairCount[] =>
    choice === 'a' || choice === 'b' || choice === 'tie'
      ? [{ model_a, model_b, wins_a: +(choice === 'a'), wins_b: +(choice === 'b'), ties: +(choice === 'tie') }]
      : [],
  );
  const method = counts.some(({ ties }) => ties > 0) ? 'davidson' : 'bradley-terry';
  const fit = counts.length === 0 ? null : fits[method](boardOf(counts), { prior_games: 1 });
  const strength = new Map(fit?.ok ? fit.board.models.map((model, i) => [model, fit.theta[i] ?? 0]) : []);
  return ({ model_a, model_b }) => {
    const even = { a: 1 / 3, b: 1 / 3, tie: 1 / 3 };
    const { a, b, tie } = fit?.ok ? fit.outcome((strength.get(model_a) ?? 0) - (strength.get(model_b) ?? 0)) : even;
    return Float64Array.of(a, b, tie, 0, 0).map((chance, i) =>
      i === 3 ? good : i === 4 ? bad : (1 - good - bad) * chance,
    );
  };
}

// How the model's other responses were scored, drawn towards all scores.
function ofScores(rows: Vote[], answers: readonly Answer[]): (row: Vote) => Float64Array {
  const drawn = 10;
  const count = (some: Vote[]) =>
    Float64Array.from(answers, (answer) => some.filter(({ choice }) => choice === answer).length);
  const all = count(rows).map((n) => (n + 1) / (rows.length + answers.length));
  const models = new Map(
    [...groupBy(rows, ({ model_a }) => model_a)].map(([model, of]) => [
      model,
      count(of).map((n, i) => (n + drawn * (all[i] ?? 0)) / (of.length + drawn)),
    ]),
  );
  return ({ model_a }) => models.get(model_a) ?? all;
}
