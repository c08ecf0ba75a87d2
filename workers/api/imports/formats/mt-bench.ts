import { z } from 'zod';
import { labeledItem } from './labeled-items.ts';
import { BadLine, checked, type Format, jsonObject } from './line-rows.ts';

/** A conversation: the first question, its answer, and what followed. */
export const Talk = z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })).min(2);
const Line = z.looseObject({
  question_id: z.union([z.int(), z.string()]),
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: z.string(),
  judge: z.string(),
  conversation_a: Talk,
  conversation_b: Talk,
  turn: z.union([z.literal(1), z.literal(2)], 'must be 1 or 2'),
});
const labels: Record<string, string> = { model_a: 'a', model_b: 'b', tie: 'tie', 'tie (inconsistent)': 'tie' };

/**
 * MT-Bench's human judgments as JSONL (lmsys/mt_bench_human_judgments): one person's vote a line. A vote on the second turn is about both
 * turns, so its responses are what followed the first question; `metadata.question_id` is the cluster of votes on one question.
 */
export const mt_bench: Format = {
  records: 'lines',
  read(text) {
    const line = checked(Line, jsonObject(text));
    const { winner, judge, conversation_a, conversation_b, model_a, model_b, ...more } = line;
    const label = labels[winner];
    if (!label) throw new BadLine(`winner: "${winner}" is none of ${Object.keys(labels).join(', ')}`);
    const prompt = conversation_a[0]?.content ?? '';
    const item = { prompt, metadata: { ...more, rater: judge, models: [model_a, model_b], label } };
    return labeledItem(item, [
      { model: model_a, content: said(conversation_a, line.turn) },
      { model: model_b, content: said(conversation_b, line.turn) },
    ]);
  },
};

/** What a model said up to a turn, after the first question. @throws BadLine where the conversation is shorter */
export function said(talk: z.infer<typeof Talk>, turn: number): string {
  const parts = talk.slice(1, 2 * turn);
  if (parts.length < 2 * turn - 1)
    throw new BadLine(`a conversation of turn ${turn} must have ${2 * turn} messages; this one has ${talk.length}`);
  if (turn === 1) return parts[0]?.content ?? '';
  return parts.map(({ role, content }) => `${role === 'user' ? 'User' : 'Assistant'}: ${content}`).join('\n\n');
}
