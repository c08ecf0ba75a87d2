import { AssayError } from '../../../schema/errors.ts';
import { critiqueKind } from '../critiquing/batch-work.ts';
import { gainKind } from '../critiquing/gain-work.ts';
import { requireCritic } from '../critiquing/require.ts';
import type { Env } from '../env.ts';
import { judgmentKind } from '../judging/batch-work.ts';
import { requireJudge } from '../judging/require.ts';
import type { BatchRow } from '../store/batches.ts';
import { type Work, workOf } from './work.ts';

type Open = (env: Env, row: BatchRow) => Promise<Work>;

/** What batches make: one line each. */
const works: Record<BatchRow['makes'], Open> = {
  judgments: async (env, row) => workOf(env, row, judgmentKind(env, row, await judgeOf(env, row))),
  critiques: async (env, row) => workOf(env, row, critiqueKind(env, row, await criticOf(env, row))),
  revisions: async (env, row) => {
    const { gain } = row.settings;
    if (!gain) throw new AssayError('internal', `Batch ${row.id} does not say who revises.`);
    return workOf(env, row, gainKind(env, row, await criticOf(env, row), await judgeOf(env, row), gain));
  },
};

const judgeOf = (env: Env, { project_id, judge_id }: BatchRow) => requireJudge(env.DB, project_id, judge_id ?? '');
const criticOf = (env: Env, { project_id, critic_id }: BatchRow) => requireCritic(env.DB, project_id, critic_id ?? '');

/** The work of a batch, with whoever does it. @throws AssayError `not_found` */
export async function openWork(env: Env, row: BatchRow): Promise<Work> {
  const open = works[row.makes];
  if (!open) throw new AssayError('internal', `Nothing makes ${row.makes}.`);
  return open(env, row);
}
