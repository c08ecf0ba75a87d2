import { z } from 'zod';
import { Message, Prompt } from '../../../../schema/contracts/common.ts';
import { ItemInput } from '../../../../schema/contracts/datasets.ts';
import { TrlPreferenceLine } from '../../../../schema/contracts/uploads.ts';
import { BadLine, checked, type Format, jsonObject, type LineResponse } from './line-rows.ts';

type Text = string | z.infer<typeof Message>[];
const Side = z.union(
  [z.string(), z.array(Message).min(1).max(200)],
  'must be a text or a list of {role, content} messages',
);

/**
 * A preference line of TRL: `chosen` and `rejected` with a `prompt`, or both beginning with the same prompt (TRL's "implicit prompt").
 * Further fields become the item's metadata.
 */
export const trl_preference: Format = {
  records: 'lines',
  read(text) {
    const { prompt, chosen, rejected, ...more } = checked(TrlPreferenceLine.loose(), jsonObject(text));
    const sides = { chosen: side(chosen, 'chosen'), rejected: side(rejected, 'rejected') };
    const explicit =
      prompt === undefined || prompt === null ? null : checked(z.object({ prompt: Prompt }), { prompt }).prompt;
    const shared = explicit ?? commonStart(sides.chosen, sides.rejected);
    const answer = (model: 'chosen' | 'rejected'): LineResponse => ({
      item_id: null,
      model,
      sample: 0,
      attempt: 1,
      content: completion(sides[model], shared, explicit === null),
      correct: null,
      metadata: { preference: model },
    });
    const item = checked(ItemInput, { prompt: shared, metadata: more });
    return { item, responses: [answer('chosen'), answer('rejected')] };
  },
};

function side(value: unknown, name: string): Text {
  return (checked(z.object({ [name]: Side }), { [name]: value }) as Record<string, Text>)[name] ?? '';
}

/** TRL's rule: for chats the messages both begin with; for texts the characters. */
function commonStart(chosen: Text, rejected: Text): Text {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  let length = 0;
  const most = Math.min(chosen.length, rejected.length);
  while (length < most && same(chosen[length], rejected[length])) length++;
  // Neither the space before the answer nor half of a surrogate pair belongs to the prompt.
  if (typeof chosen === 'string' && /[ \ud800-\udbff]/.test(chosen[length - 1] ?? '')) length--;
  if (length === 0)
    throw new BadLine('has no prompt, and chosen and rejected do not begin with the same one; add "prompt"');
  return chosen.slice(0, length);
}

/** What a side says after the prompt; the end of a chat must be one message of the assistant. */
function completion(text: Text, prompt: Text, implicit: boolean): string {
  if (typeof text === 'string') return implicit ? text.slice(prompt.length) : text;
  const begins =
    typeof prompt !== 'string' &&
    prompt.every((message, index) => JSON.stringify(message) === JSON.stringify(text[index]));
  const rest = begins ? text.slice(prompt.length) : text;
  const [answer] = rest;
  if (rest.length !== 1 || answer?.role !== 'assistant') {
    throw new BadLine(
      `chosen and rejected must each end in one assistant message after the prompt; one has ${rest.length} (${rest.map((m) => m.role).join(', ')})`,
    );
  }
  return answer.content;
}
