import type { EdgeItem } from '../../edge-model/encode.ts';
import { charactersOf, inputsOf, MOST_CHARACTERS } from '../../edge-model/rows.ts';
import { type EdgeScore, type RawScore, readScore } from '../../edge-model/score.ts';
import { EdgeFailure } from './failure.ts';
import type { Model } from './models.ts';

/** Items of one call: a second's work, so that other calls of the isolate do not wait long. */
export const MOST_ITEMS = 64;

/**
 * Scores items one row after the other, each at its own length. A batch in one run is no faster on one thread, and in an int8 model with
 * dynamic ranges a row's numbers would depend on its neighbors and on its padding (docs/decisions/0010).
 */
export function scoreItems({ manifest, encoder, session }: Model, items: EdgeItem[]): EdgeScore[] {
  if (items.length > MOST_ITEMS)
    throw new EdgeFailure('input_too_large', `${items.length} items in one call; at most ${MOST_ITEMS}.`);
  const large = items.findIndex((item) => charactersOf(item) > MOST_CHARACTERS);
  if (large >= 0)
    throw new EdgeFailure('input_too_large', `Item ${large} has more than ${MOST_CHARACTERS} characters.`);
  return items.map((item) => {
    const encoded = encoder.encode(item);
    const length = encoded.ids.length;
    const { grades, steps } = manifest.heads;
    const wanted = { reward: 1, ...(grades && { grades: grades.labels.length }), ...(steps && { steps: length }) };
    const out = session.run({ ...inputsOf(encoded), count: 1, length }, wanted);
    const raw: RawScore = {
      reward: out.reward?.[0] ?? Number.NaN,
      grades: out.grades ? [...out.grades] : null,
      steps: out.steps ? [...out.steps] : null,
    };
    if (![raw.reward, ...(raw.grades ?? []), ...(raw.steps ?? [])].every(Number.isFinite))
      throw new EdgeFailure('model_corrupt', 'The model gives values that are no numbers.');
    return readScore(manifest, encoded, raw);
  });
}
