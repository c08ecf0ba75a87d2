import type { ModeName } from '../contracts/modes.ts';
import check_default from './check/default.md';
import critique_default from './critique/default.md';
import critique_lines from './critique/lines.md';
import critique_target_default from './critique-target/default.md';
import pair_default from './pair/default.md';
import pair_llmbar from './pair/llmbar.md';
import rank_default from './rank/default.md';
import reference_default from './reference/default.md';
import rubric_default from './rubric/default.md';
import rubric_four_habits from './rubric/four-habits.md';
import score_default from './score/default.md';
import steps_default from './steps/default.md';

/** Every version of every mode's prompt: one file and one line each. The `llmbar` versions say the same and read differently. */
export const prompts: Record<ModeName, Record<string, string>> = {
  score: { default: score_default },
  pair: {
    default: pair_default,
    llmbar: pair_llmbar,
    'llmbar-published': pair_llmbar,
    'llmbar-published-palm2': pair_llmbar,
  },
  rank: { default: rank_default },
  rubric: { default: rubric_default, 'four-habits': rubric_four_habits },
  reference: { default: reference_default },
  steps: { default: steps_default },
  check: { default: check_default },
};

/**
 * Every version of the critics' prompts, for a response and for a critique of one, and how a critique of a response is read: one file and
 * one line each. `lines` is for small trained critics; a critique of a critique is asked for in JSON all the same.
 */
export const critique_prompts: Record<string, { critique: string; target: string; reads: 'json' | 'lines' }> = {
  default: { critique: critique_default, target: critique_target_default, reads: 'json' },
  lines: { critique: critique_lines, target: critique_target_default, reads: 'lines' },
};
