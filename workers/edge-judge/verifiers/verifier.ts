import type { z } from 'zod';

/** Longest response any verifier reads, in UTF-16 units; a longer one is `unreadable`. */
export const MAX_RESPONSE = 1_000_000;

/** What a rule says of one response; `extracted` and `expected` are the answers it compared, as text. */
export interface RuleVerdict {
  verdict: 'correct' | 'incorrect' | 'unreadable';
  extracted: string | null;
  expected: string | null;
  reason: string;
}

/** Options that a verifier cannot work with, or a reference that it cannot read: the caller's mistake, never the candidate's. */
export class InvalidOptions extends Error {
  override name = 'InvalidOptions';
}

/** One rule: the schema of its options and the check itself; `run` parses raw options and throws `InvalidOptions`. */
export interface Verifier<S extends z.ZodType = z.ZodType> {
  options: S;
  run(response: string, reference: string | null, options: unknown): RuleVerdict;
}

/**
 * Makes a verifier from an options schema and a check.
 * A response that holds no answer at all (empty, blank, too long to read) is `unreadable` before the check is asked.
 */
export function defineVerifier<S extends z.ZodType>(
  options: S,
  check: (response: string, reference: string | null, options: z.output<S>) => RuleVerdict,
): Verifier<S> {
  return {
    options,
    run(response, reference, raw) {
      const parsed = options.safeParse(raw ?? {});
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new InvalidOptions(`options.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
      }
      if (response.length > MAX_RESPONSE) {
        return unreadable(null, reference, `the response is longer than ${MAX_RESPONSE} characters`);
      }
      if (response.trim() === '') return unreadable(null, reference, 'the response is empty');
      return check(response, reference, parsed.data);
    },
  };
}

/** What a reasoning model says after its thinking; what it only thought is not its answer. */
export function afterThinking(response: string): string {
  const end = response.lastIndexOf('</think>');
  return end < 0 ? response : response.slice(end + '</think>'.length);
}

/** The reference, or `InvalidOptions` where a verifier cannot do without one. */
export function needReference(reference: string | null, verifier: string): string {
  if (reference === null || reference.trim() === '') {
    throw new InvalidOptions(`${verifier} compares with a reference answer, and this item has none`);
  }
  return reference;
}

/** A verdict of `correct` or `incorrect`, by a flag. */
export function decided(right: boolean, extracted: string, expected: string | null, reason: string): RuleVerdict {
  return { verdict: right ? 'correct' : 'incorrect', extracted: clip(extracted), expected, reason };
}

/** A verdict of `unreadable`: no answer was found, which is not the same as a wrong answer. */
export function unreadable(extracted: string | null, expected: string | null, reason: string): RuleVerdict {
  return { verdict: 'unreadable', extracted: extracted === null ? null : clip(extracted), expected, reason };
}

// Verdicts are stored in the ledger: they quote the candidate, so the quote is bounded.
function clip(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
