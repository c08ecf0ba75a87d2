import type { RaterCheck, RatingCheckResult } from '../../../schema/contracts/rating-sessions.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { CampaignBasics } from '../store/campaigns.ts';
import { noteTry, type RaterRow } from '../store/raters.ts';

/** How often the comprehension check may be tried. */
const tries = 2;

type Tried = Pick<RaterRow, 'tries' | 'passed_at'>;
const standing = ({ tries: tried, passed_at }: Tried) => ({
  tries_left: passed_at === null ? Math.max(0, tries - tried) : 0,
  passed: passed_at !== null,
});

/** The check as this rater sees it; null where the campaign has none. */
export function checkFor({ check }: CampaignBasics, rater: RaterRow): RaterCheck | null {
  if (check.length === 0) return null;
  return { questions: check.map(({ question, answers }) => ({ question, answers })), ...standing(rater) };
}

/** @throws AssayError `forbidden` for a rater who has not passed the check, saying whether there is a try left */
export function requirePassed({ check, name }: CampaignBasics, rater: RaterRow): void {
  if (check.length === 0 || rater.passed_at !== null) return;
  throw rater.tries >= tries
    ? failed(name)
    : new AssayError('forbidden', `Answer the questions of "${name}" about its instructions first.`);
}

const failed = (name: string) =>
  new AssayError(
    'forbidden',
    `The questions of "${name}" about its instructions were answered wrongly twice, so you cannot rate in it.`,
  );

/** Takes a rater's answers: one try. @throws AssayError `invalid_request`, `conflict` where there is no check, `forbidden` where no try is left */
export async function answerCheck(
  db: D1Database,
  { name, check }: CampaignBasics,
  rater: RaterRow,
  answers: number[],
  now: number,
): Promise<RatingCheckResult> {
  if (check.length === 0) throw new AssayError('conflict', `The campaign "${name}" asks no questions first.`);
  if (rater.passed_at !== null) return { ...standing(rater), wrong: [] };
  if (answers.length !== check.length)
    throw new AssayError(
      'invalid_request',
      `There are ${check.length} questions, and ${answers.length} were answered.`,
      [{ path: 'answers', message: `must be ${check.length} answers, one for each question` }],
    );
  const wrong = check.flatMap(({ correct, explanation }, question) =>
    answers[question] === correct ? [] : [{ question, explanation }],
  );
  const { project_id, campaign_id, id: rater_id } = rater;
  const after = await noteTry(db, { project_id, campaign_id, rater_id }, { passed: wrong.length === 0, tries }, now);
  if (!after) throw failed(name);
  return { ...standing(after), wrong };
}
