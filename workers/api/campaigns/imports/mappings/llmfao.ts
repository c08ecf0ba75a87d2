import { choiceIn, type Mapping, textIn } from './mapping.ts';

const winners = new Map([
  ['left', 'a'],
  ['right', 'b'],
  ['tie', 'tie'],
]);

/**
 * The crowd of LLMFAO (Ustalov 2023), `crowd-comparisons.csv`: `left` is the answer of `model_x`. The file has no texts: unless the columns
 * `text`, `result_x` and `result_y` of `pairs-crowd.jsonl` were joined to it, comparisons say which ones they stand for.
 */
export const llmfao: Mapping = {
  required: ['prompt', 'worker', 'winner', 'left', 'right'],
  compares: true,
  read(fields) {
    const [prompt, left, right] = [textIn(fields, 'prompt'), textIn(fields, 'left'), textIn(fields, 'right')];
    return {
      rating: { choice: choiceIn(fields, 'winner', winners), rater: textIn(fields, 'worker') },
      comparison: {
        prompt: fields.text ?? `LLMFAO, prompt ${prompt}`,
        response_a: fields.result_x ?? `The answer of ${left} to prompt ${prompt}`,
        response_b: fields.result_y ?? `The answer of ${right} to prompt ${prompt}`,
        model_a: left,
        model_b: right,
      },
    };
  },
};
