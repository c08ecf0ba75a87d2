import { choice } from './choice.ts';
import { contains } from './contains.ts';
import { exact } from './exact.ts';
import { json_schema } from './json_schema.ts';
import { numeric } from './numeric.ts';
import { regex } from './regex.ts';
import type { Verifier } from './verifier.ts';

/** Every rule verifier, by the name judges use. */
export const verifiers = { numeric, exact, regex, json_schema, contains, choice } as const satisfies Record<
  string,
  Verifier
>;

/** The name of a rule verifier. */
export type VerifierName = keyof typeof verifiers;

/** Whether a text names a rule verifier. */
export function isVerifierName(name: string): name is VerifierName {
  return Object.hasOwn(verifiers, name);
}

export { InvalidOptions, MAX_RESPONSE, type RuleVerdict, type Verifier } from './verifier.ts';
