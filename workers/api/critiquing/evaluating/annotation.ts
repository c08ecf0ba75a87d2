import { readLabel } from '../../evaluating/gold.ts';

/** What is known of a solution's steps: which are wrong, and of which steps anything is known. */
export type Annotation = { first_error: number | null; wrong: number[]; isKnown: (step: number) => boolean };

/**
 * The annotation that metadata holds: `step_labels`, true or false for each step and null where nobody looked, or `label`, the first wrong
 * step, after which nothing is known (0: all are right). Null where there is none.
 */
export function annotationOf({ step_labels, label }: Record<string, unknown>): Annotation | null {
  if (isLabels(step_labels)) {
    const wrong = step_labels.flatMap((right, at) => (right === false ? [at + 1] : []));
    return { first_error: wrong[0] ?? null, wrong, isKnown: (step) => typeof step_labels[step - 1] === 'boolean' };
  }
  const gold = readLabel('steps', label);
  if (gold?.kind !== 'outcome') return null;
  if (gold.outcome === 'all_correct') return { first_error: null, wrong: [], isKnown: () => true };
  const first = gold.first_error;
  return first === null ? null : { first_error: first, wrong: [first], isKnown: (step) => step <= first };
}

const isLabels = (given: unknown): given is (boolean | null)[] =>
  Array.isArray(given) &&
  given.every((one) => one === null || typeof one === 'boolean') &&
  given.some((one) => one !== null);
