import type { Env } from '../env.ts';
import { deleteCritiquesBefore } from '../store/critiques.ts';
import { deleteJudgmentsBefore } from '../store/judgments.ts';
import { deleteRefinementsBefore } from '../store/refinements.ts';
import { deleteReportTextsBefore } from '../store/report-files.ts';
import { listRetention } from '../store/settings.ts';

const day_ms = 86_400_000;
/** Stretches of 500 dropped in a minute, at most: a day's worth of a large project goes in an hour. */
const rounds = 20;

const kinds = [deleteJudgmentsBefore, deleteCritiquesBefore, deleteRefinementsBefore, deleteReportTextsBefore];

/** Deletes judgments, critiques, refinements and texts sent with reports that are older than their project keeps them. */
export async function dropExpired(env: Env, now: number): Promise<void> {
  for (const { project_id, retention_days } of await listRetention(env.DB)) {
    for (const deleteBefore of kinds)
      for (let round = 0; round < rounds; round++)
        if ((await deleteBefore(env, project_id, now - retention_days * day_ms)) === 0) break;
  }
}
