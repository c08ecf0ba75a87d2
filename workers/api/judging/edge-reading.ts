import type { Judge } from '../../../schema/contracts/judges.ts';
import { gradesOf } from '../../../schema/contracts/modes.ts';
import type { EdgeComparison, EdgeScore } from '../../edge-judge/index.ts';
import type { Understood } from './modes/mode.ts';

type Reader = (text: string, judge: Judge) => Understood | null;

/** What an edge model's reply says in each mode; null where the model has no head for it. */
export const edgeReaders: Record<'score' | 'pair' | 'steps', Reader> = {
  score: (text, judge) => {
    const said = parse<EdgeScore>(text);
    if (!said || judge.mode !== 'score') return null;
    const grades = gradesOf(judge.options.scale);
    const own = said.grades && grades.every((grade) => String(grade) in (said.grades ?? {})) ? said.grades : null;
    const [least, most] = [String(grades[0]), String(grades.at(-1))];
    // Right or wrong, on a scale of more grades than the model knows: its two ends.
    const ends = said.right && { [least]: 1 - said.right.probability, [most]: said.right.probability };
    const distribution = own ?? ends;
    if (!distribution) return null;
    const score = Object.entries(distribution).reduce((sum, [grade, p]) => sum + Number(grade) * p, 0);
    const detail = { ...told(said), abstains: said.right?.abstains ?? false };
    return { outcome: 'scored', score, distribution, detail, reason: '' };
  },
  pair: (text) => {
    const said = parse<EdgeComparison>(text);
    if (!said?.a) return null;
    const { probability, abstains } = said.a;
    const detail = { responses: said.scores.map(told), abstains };
    const outcome = probability === 0.5 ? 'tie' : probability > 0.5 ? 'a' : 'b';
    return { outcome, score: null, distribution: { a: probability, b: 1 - probability }, detail, reason: '' };
  },
  steps: (text) => {
    const said = parse<EdgeScore>(text);
    if (!said?.steps || !said.whole) return null;
    const good = said.whole.probability >= 0.5;
    const first_bad = said.steps.findIndex((p) => p !== null && p < 0.5);
    const weakest = said.steps.reduce<number>((at, p, n) => ((p ?? 1) < (said.steps?.[at] ?? 1) ? n : at), 0);
    const first_error = good ? null : (first_bad >= 0 ? first_bad : weakest) + 1;
    const steps = said.steps.map((p, at) => {
      if (p === null) return 'unreadable';
      return p < 0.5 || at + 1 === first_error ? 'incorrect' : 'correct';
    });
    const detail = { ...told(said), steps, first_error, probabilities: said.steps, abstains: said.whole.abstains };
    const distribution = { all_correct: said.whole.probability, error: 1 - said.whole.probability };
    return { outcome: good ? 'all_correct' : 'error', score: null, distribution, detail, reason: '' };
  },
};

const told = ({ reward, tokens, truncated }: EdgeScore) => ({ reward, tokens, truncated });

function parse<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    // The edge judge wrote it; a reply of anything else has none of these fields.
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
