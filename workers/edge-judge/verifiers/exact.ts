import { z } from 'zod';
import { decided, defineVerifier, InvalidOptions, unreadable } from './verifier.ts';

/** Options of `exact`: what to overlook when two texts are compared. */
export const options = z.strictObject({
  ignore_case: z.boolean().default(false),
  whitespace: z.enum(['keep', 'trim', 'collapse', 'remove']).default('collapse'),
  ignore_punctuation: z.boolean().default(false),
  /** `compatibility` also folds forms such as ﬁ → fi and Ａ → A. */
  unicode: z.enum(['canonical', 'compatibility']).default('canonical'),
  /** Other answers that count as right, beside the reference. */
  accept: z.array(z.string().min(1).max(10_000)).max(100).default([]),
});

/** The whole response equals the reference (or an accepted answer), after the chosen normalization. */
export const exact = defineVerifier(options, (response, reference, chosen) => {
  const wanted = [...(reference === null ? [] : [reference]), ...chosen.accept];
  if (wanted.length === 0) throw new InvalidOptions('exact needs a reference or at least one entry in options.accept');
  const said = normalize(response, chosen);
  const expected = wanted.length === 1 ? (wanted[0] ?? '') : wanted.join(' | ');
  if (said === '') return unreadable(response.trim(), expected, 'nothing is left of the response after normalization');
  const right = wanted.some((answer) => normalize(answer, chosen) === said);
  return decided(right, response.trim(), expected, right ? 'the texts are equal' : 'the texts differ');
});

/** A text as it is compared. */
export function normalize(text: string, chosen: z.output<typeof options>): string {
  let out = text.normalize(chosen.unicode === 'canonical' ? 'NFC' : 'NFKC');
  if (chosen.ignore_case) out = out.toLowerCase();
  if (chosen.ignore_punctuation) out = out.replace(/[\p{P}\p{S}]/gu, '');
  if (chosen.whitespace === 'keep') return out;
  if (chosen.whitespace === 'trim') return out.trim();
  return out.replace(/\s+/g, chosen.whitespace === 'collapse' ? ' ' : '').trim();
}
