import { RE2JS } from 're2js';
import { z } from 'zod';
import { decided, defineVerifier, needReference, unreadable } from './verifier.ts';

// RE2 matches in time linear in the text for any pattern, where JavaScript's own engine backtracks
// exponentially on patterns such as (a+)+$; its price is that backreferences and lookaheads are refused.
// Time still grows with program size × text, so their product is bounded: per pass, and over all matches of a group.
const MAX_PATTERN = 500;
const PASS_BUDGET = 20_000_000;
const GROUP_BUDGET = 100_000_000;

/** Options of `regex` (RE2 syntax). */
export const options = z
  .strictObject({
    pattern: z.string().min(1).max(MAX_PATTERN),
    match: z.enum(['search', 'full']).default('search'),
    /** `no_match` makes a response right when the pattern is absent. */
    expect: z.enum(['match', 'no_match']).default('match'),
    /** Compares this capture group of the last match with the reference, instead of asking for a match alone. */
    group: z.int().min(0).max(50).nullable().default(null),
    ignore_case: z.boolean().default(false),
    multiline: z.boolean().default(false),
    dot_all: z.boolean().default(false),
  })
  .superRefine((chosen, context) => {
    const fault = patternFault(chosen.pattern, chosen.group ?? 0);
    if (fault) context.addIssue({ code: 'custom', path: ['pattern'], message: fault });
  });

/** The response matches a pattern, or a capture group of it equals the reference. */
export const regex = defineVerifier(options, (response, reference, chosen) => {
  const flags =
    (chosen.ignore_case ? RE2JS.CASE_INSENSITIVE : 0) |
    (chosen.multiline ? RE2JS.MULTILINE : 0) |
    (chosen.dot_all ? RE2JS.DOTALL : 0);
  const pattern = RE2JS.compile(chosen.pattern, flags);
  const pass = response.length * pattern.programSize();
  if (pass > PASS_BUDGET)
    return unreadable(null, chosen.pattern, 'the response is too long for a pattern of this size');
  if (chosen.group !== null) {
    const wanted = needReference(reference, 'regex with a group').trim();
    const captured = lastGroup(pattern, response, chosen.group, chosen.match, Math.floor(GROUP_BUDGET / pass));
    if (captured === null)
      return unreadable(null, wanted, 'the group holds no answer: no match, or too many to find the last');
    const right = captured.trim() === wanted;
    return decided(
      right,
      captured,
      wanted,
      right ? 'the group equals the reference' : 'the group differs from the reference',
    );
  }
  const hit = chosen.match === 'full' ? pattern.testExact(response) : pattern.test(response);
  const right = hit === (chosen.expect === 'match');
  return decided(right, response.trim(), chosen.pattern, hit ? 'the pattern matches' : 'the pattern does not match');
});

/** What is wrong with a pattern, in words, or null. */
export function patternFault(pattern: string, group: number): string | null {
  try {
    const groups = RE2JS.compile(pattern).groupCount();
    return group > groups ? `the pattern has ${groups} groups, so group ${group} does not exist` : null;
  } catch (error) {
    return `not a pattern RE2 accepts: ${error instanceof Error ? error.message : String(error)}`;
  }
}

// Each find may have to look to the end of the text, so the number of finds is bounded; past it, "the last" is unknown.
function lastGroup(pattern: RE2JS, text: string, group: number, match: 'search' | 'full', most: number): string | null {
  const matcher = pattern.matcher(text);
  if (match === 'full') return matcher.matches() ? (matcher.group(group) ?? null) : null;
  let last: string | null = null;
  let found = 0;
  for (; found <= most && matcher.find(); found++) last = matcher.group(group) ?? last;
  return found > most ? null : last;
}
