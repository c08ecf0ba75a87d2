import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { ratingsOf } from '../campaigns/judge-ratings.ts';
import type { Env } from '../env.ts';
import { insertJudgments } from '../store/judgments.ts';
import { ratingStatements } from '../store/ratings.ts';
import type { Made } from './judgment.ts';
import { redact } from './redact.ts';
import { settingsOf } from './settings.ts';

/** Writes judgments into the ledger, as the project's settings allow. @returns them as they are kept */
export async function keepJudgments(env: Env, project_id: string, made: Made[]): Promise<Judgment[]> {
  const settings = await settingsOf(env.DB, project_id);
  const kept = made.map(({ judgment, request_hash }) => ({ judgment: redact(judgment, settings), request_hash }));
  // Both or neither: a judgment of a campaign's comparison is its judge's rating too.
  const judged = kept.map(({ judgment }) => judgment);
  const ratings = ratingStatements(env.DB, await ratingsOf(env.DB, project_id, judged));
  await insertJudgments(env, project_id, kept, ratings);
  return judged;
}
