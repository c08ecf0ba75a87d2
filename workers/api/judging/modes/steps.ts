import type { Reading } from '../../../../schema/contracts/judgments.ts';
import { foldLabels, readable } from '../aggregate.ts';
import { allOf } from '../all-of.ts';
import { linesOf } from '../choices.ts';
import { material } from '../material.ts';
import { ask, type Chosen } from '../question.ts';
import { stepsOf } from '../steps-of.ts';
import type { Mode } from './mode.ts';

type StepVerdict = 'correct' | 'incorrect' | 'unreadable';

/** The first wrong step of a solution, and a verdict on each. */
export const steps: Mode<'steps'> = {
  check: (request, options) => void stepsOf(request, options),
  plan: (request, { options }, draw) => {
    const all = stepsOf(request, options);
    const fields = all.map((_, at) => ({ name: `s_${at + 1}`, choices: ['correct', 'incorrect'] }));
    const names = fields.map(({ name }) => name);
    const words = {
      json: names.map((name) => `"${name}": "<correct or incorrect>"`).join(', '),
      lines: linesOf(names, '<correct or incorrect>'),
    };
    const understand = (chosen: Chosen[], reason: string) => {
      const { good, first_bad, distribution } = allOf(chosen, 'correct', ['all_correct', 'error']);
      const detail = {
        steps: chosen.map(({ value }) => value),
        first_error: first_bad === null ? null : first_bad + 1,
      };
      return { outcome: good ? 'all_correct' : 'error', score: null, distribution, detail, reason };
    };
    const shown = all.map((content, at) => ({ tag: 'step', label: names[at] ?? '', content }));
    return [ask({ blocks: [...material(request), ...shown], words, fields, understand }, draw)];
  },
  fold: (readings, request, { options }, weighing) => {
    const folded = foldLabels(readings, weighing, 'abstained');
    const plain = { ...weighing, posterior: null };
    const verdicts = stepsOf(request, options).map((_, at) => {
      const votes = readable(readings).map((one) => ({
        ...one,
        outcome: verdictsOf(one)[at] ?? '',
        distribution: sureness(one, at),
      }));
      const { outcome, probability } = foldLabels(votes, plain, 'abstained');
      return { verdict: outcome, probability };
    });
    // Among those who see an error, the place that most of them name; of level places the earlier.
    const seen = readable(readings).filter(({ outcome }) => outcome === 'error');
    const places = seen.map((one) => ({ ...one, outcome: String(one.detail?.first_error), distribution: null }));
    const place = foldLabels(places, plain, String(Math.min(...seen.map((one) => Number(one.detail?.first_error)))));
    const first_error = folded.outcome === 'error' ? Number(place.outcome) : null;
    return { ...folded, score: null, detail: { steps: verdicts, first_error }, swap_consistent: null };
  },
  vote: (readings) => readable(readings)[0]?.outcome ?? null,
};

const verdictsOf = ({ detail }: Reading): StepVerdict[] => (detail?.steps as StepVerdict[] | undefined) ?? [];

/** What an edge model says of one step; models that write tell verdicts only. */
function sureness({ detail }: Reading, at: number): Record<string, number> | null {
  const p = (detail?.probabilities as (number | null)[] | undefined)?.[at];
  return typeof p === 'number' ? { correct: p, incorrect: 1 - p } : null;
}
