import { format, Validator } from '@cfworker/json-schema';
import { z } from 'zod';
import { guard, schemaFault } from './schema-guard.ts';
import { decided, defineVerifier, unreadable } from './verifier.ts';

// A JSON text within these bounds is checked in well under a second whatever its shape.
const MAX_TEXT = 200_000;
const MAX_DEPTH = 64;

/** Options of `json_schema` (draft 2020-12 unless stated). */
export const options = z
  .strictObject({
    schema: z.union([z.boolean(), z.record(z.string(), z.unknown())]),
    draft: z.enum(['4', '7', '2019-09', '2020-12']).default('2020-12'),
    /** `fenced` also takes the last fenced code block where the whole response is not JSON. */
    extract: z.enum(['whole', 'fenced']).default('fenced'),
  })
  .superRefine((chosen, context) => {
    const fault = schemaFault(chosen.schema);
    if (fault) context.addIssue({ code: 'custom', path: ['schema'], message: fault });
  });

/** The response is JSON that is valid against a schema; text that is not JSON is a wrong answer here, since the form is the task. */
export const json_schema = defineVerifier(options, (response, _reference, chosen) => {
  const parsed = readJson(response, chosen.extract);
  if (parsed === null) return decided(false, response.trim(), null, 'the response is not JSON');
  if (parsed.text.length > MAX_TEXT) return unreadable(null, null, `the JSON is longer than ${MAX_TEXT} characters`);
  if (depth(parsed.text) > MAX_DEPTH)
    return unreadable(null, null, `the JSON is nested deeper than ${MAX_DEPTH} levels`);
  const guarded = guard(chosen.schema);
  if (longest(parsed.value) > guarded.max_items) {
    return unreadable(
      null,
      null,
      `an array of more than ${guarded.max_items} items is too long to check for duplicates`,
    );
  }
  try {
    Object.assign(format, guarded.formats);
    const result = new Validator(guarded.schema, chosen.draft).validate(parsed.value);
    const fault = result.errors.at(-1);
    const where = fault ? `${fault.instanceLocation}: ${fault.error}` : '';
    return decided(result.valid, parsed.text, null, result.valid ? 'valid against the schema' : where.slice(0, 500));
  } catch (error) {
    return unreadable(
      parsed.text,
      null,
      `the check was stopped: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown fault'}`,
    );
  } finally {
    for (const name of Object.keys(guarded.formats)) delete format[name];
  }
});

function readJson(response: string, extract: 'whole' | 'fenced'): { text: string; value: unknown } | null {
  const whole = attempt(response.trim());
  if (whole || extract === 'whole') return whole;
  const parts = response.split('```');
  const block = parts.length >= 3 ? parts.at(parts.length % 2 === 1 ? -2 : -3) : undefined;
  return block === undefined ? null : attempt(block.replace(/^[A-Za-z0-9]*\r?\n/, '').trim());
}

function attempt(text: string): { text: string; value: unknown } | null {
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function longest(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const entries: unknown[] = Object.values(value);
  return entries.reduce<number>(
    (most, entry) => Math.max(most, longest(entry)),
    Array.isArray(value) ? value.length : 0,
  );
}

// How deep brackets outside strings nest.
function depth(text: string): number {
  let now = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c === '\\') at += 1;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[') most = Math.max(most, ++now);
    else if (c === '}' || c === ']') now -= 1;
  }
  return most;
}
