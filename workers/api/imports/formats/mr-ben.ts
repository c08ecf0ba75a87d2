import { z } from 'zod';
import { labeledItem } from './labeled-items.ts';
import { checked, type Format, jsonObject } from './line-rows.ts';

const Line = z.looseObject({
  Question: z.string(),
  Options: z.string().default(''),
  Ground_Truth_Answer: z.string().nullable().default(null),
  Sampled_Model: z.string().min(1).default('response'),
  Model_Solution_Steps: z.array(z.string().min(1)).min(1).max(200),
  Model_Solution_First_Error_Step: z.string().regex(/^(?:N\/A|[1-9]\d*)$/, 'must be the number of a step, or N/A'),
  Model_Solution_Error_Reason: z.unknown().optional(),
  Model_Solution_Rectified_First_Error_Step: z.unknown().optional(),
  Ground_Truth_Analysis: z.unknown().optional(),
});

/**
 * Mr-Ben's rows (randolph-zeng/Mr-Ben; the file's lists joined: `jq -c '.[][]'`): a model's solution in steps and the first wrong one, which
 * becomes `metadata.label`; 0: all are right. Several models answer a question: cluster by `Question_UUID`.
 */
export const mr_ben: Format = {
  records: 'objects',
  read(text) {
    const {
      Question,
      Options,
      Ground_Truth_Answer: reference,
      Sampled_Model: model,
      Model_Solution_Steps: steps,
      Model_Solution_First_Error_Step: first,
      Model_Solution_Error_Reason: _,
      Model_Solution_Rectified_First_Error_Step: __,
      Ground_Truth_Analysis: ___,
      ...metadata
    } = checked(Line, jsonObject(text));
    const prompt = [Question, Options].filter(Boolean).join('\n');
    const label = first === 'N/A' ? 0 : Number(first);
    return labeledItem({ prompt, reference, metadata }, [{ model, content: steps.join('\n'), label, steps }]);
  },
};
