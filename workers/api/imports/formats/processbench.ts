import { z } from 'zod';
import { labeledItem } from './labeled-items.ts';
import { checked, type Format, jsonObject } from './line-rows.ts';

const Line = z.looseObject({
  id: z.union([z.string().min(1), z.int()]),
  generator: z.string().min(1).default('response'),
  problem: z.string(),
  steps: z.array(z.string().min(1)).min(1).max(200),
  final_answer_correct: z.boolean().nullable().default(null),
  label: z.int().min(-1, 'must be the number of the first wrong step, from 0, or -1: all are right'),
});

/** ProcessBench's rows as JSONL (Qwen/ProcessBench): a solution in steps and the first wrong one, which becomes `metadata.label`, from 1; 0: all are right. */
export const processbench: Format = {
  records: 'objects',
  read(text) {
    const line = checked(Line, jsonObject(text));
    const { id, generator, problem, steps, final_answer_correct, label, ...metadata } = line;
    const item = { external_id: String(id), prompt: problem, metadata };
    const content = steps.join('\n\n');
    return labeledItem(item, [{ model: generator, content, correct: final_answer_correct, label: label + 1, steps }]);
  },
};
