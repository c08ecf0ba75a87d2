import { z } from 'zod';
import type { Reading } from '../../../../schema/contracts/judges.ts';
import type { Mode } from './mode.ts';

const Reply = z.object({
  verdict: z.enum(['correct', 'partially_correct', 'incorrect', 'unreadable']),
  extracted: z.string().nullable(),
  expected: z.string().nullable(),
  reason: z.string(),
});

/** Reads one reply; whatever is not a verdict on offer is `unreadable`, kept raw, never scored. */
function read(raw: string): Reading {
  const parsed = Reply.safeParse(parseJson(raw));
  if (!parsed.success)
    return {
      outcome: 'unreadable',
      reason: 'The reply is not a verdict of this mode.',
      raw,
      extracted: null,
      expected: null,
    };
  const { verdict: outcome, ...rest } = parsed.data;
  return { outcome, ...rest, raw };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Correct, partially correct or incorrect against a reference answer. */
export const reference: Mode = {
  plan: ({ response, reference }) => [{ response, reference, read }],
};
