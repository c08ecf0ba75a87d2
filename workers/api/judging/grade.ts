import type { Judge } from '../../../schema/contracts/judges.ts';
import { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { type Bench, judgeMany } from './judge.ts';

/** An answer that carries its grade, or the text by which it is to be judged. */
export type Ungraded = { correct: boolean | null; content: string | null; reference: string | null };

/** Outcomes that say nothing of the answer. */
const no_verdict = new Set(['unreadable', 'abstained']);
const right_or_wrong: string[] = ['reference', 'check'];

/** Whether each answer is right: as it was given where it has no content to judge, or by the judge; null where no answer could be read. */
export async function gradeAttempts(
  bench: Bench,
  judge: Judge | undefined,
  rows: Ungraded[],
): Promise<(boolean | null)[]> {
  const open = rows.filter((row) => row.content !== null);
  if (open.length > 0 && !judge) {
    throw new AssayError('invalid_request', 'Some attempts carry no "correct"; name a judge_id that is to judge them.');
  }
  if (open.length === 0 || !judge) return rows.map(({ correct }) => correct);
  if (!right_or_wrong.includes(judge.mode))
    throw new AssayError(
      'invalid_request',
      `Judge ${judge.id} judges in mode ${judge.mode}; whether an attempt is right is said by mode ${right_or_wrong.join(' or ')}.`,
    );
  const requests = open.map(({ content, reference }) => JudgmentRequest.parse({ response: content ?? '', reference }));
  const judged = await judgeMany(bench, judge, requests);
  const graded = new Map(
    open.map((row, at) => {
      const outcome = judged[at]?.verdict.outcome ?? 'unreadable';
      return [row, no_verdict.has(outcome) ? null : outcome === 'correct' || outcome === 'pass'];
    }),
  );
  return rows.map((row) => (graded.has(row) ? (graded.get(row) ?? null) : row.correct));
}
