import type { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import type { ModeOptions } from '../../../schema/contracts/modes.ts';
import { refuse } from './material.ts';
import { MOST_STEPS, splitSteps } from './modes/split-steps.ts';

/** The steps of a request: those it gives, or its response cut up. @throws AssayError `invalid_request` where there are none */
export function stepsOf({ steps, response }: JudgmentRequest, { split }: ModeOptions<'steps'>): string[] {
  if (steps) return steps;
  if (response === undefined)
    refuse('steps', 'Mode steps judges a solution; give "steps", or a "response" to cut into steps.');
  if (typeof response !== 'string') refuse('response', 'A chat is not cut into steps; give "steps".');
  const found = splitSteps(response, split);
  if (found.length === 0) {
    const hint = split === 'numbered' ? 'no line that begins with "1." or "Step 1:"' : 'no text';
    refuse(
      'response',
      `The response has ${hint}; give "steps", or split by lines or paragraphs in the judge's options.`,
    );
  }
  if (found.length > MOST_STEPS)
    refuse('response', `The response has ${found.length} steps; at most ${MOST_STEPS} are judged.`);
  return found;
}
