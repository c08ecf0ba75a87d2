import { ItemInput } from '../../../../schema/contracts/datasets.ts';
import { PairLine } from '../../../../schema/contracts/uploads.ts';
import { BadLine, checked, type Format, jsonObject, type LineResponse } from './line-rows.ts';

const labels: Record<string, 'a' | 'b' | 'tie'> = { a: 'a', A: 'a', '1': 'a', b: 'b', B: 'b', '2': 'b', tie: 'tie' };

/** A prompt with two responses and the label of the better one, kept as `metadata.label`; further fields become metadata. */
export const pairs: Format = {
  records: 'lines',
  read(text) {
    const {
      prompt,
      response_a,
      response_b,
      label,
      model_a = 'a',
      model_b = 'b',
      id,
      ...more
    } = checked(PairLine.loose(), jsonObject(text));
    if (model_a === model_b)
      throw new BadLine(`model_a and model_b are both "${model_a}"; a pair needs two different names`);
    const item = checked(ItemInput, {
      ...(id === undefined ? {} : { external_id: String(id) }),
      prompt,
      metadata: { ...more, label: label === null ? null : labels[String(label)] },
    });
    const answer = (model: string, content: string): LineResponse => ({
      item_id: null,
      model,
      sample: 0,
      attempt: 1,
      content,
      correct: null,
      metadata: {},
    });
    return { item, responses: [answer(model_a, response_a), answer(model_b, response_b)] };
  },
};
