import type { Env } from '../env.ts';
import { moveUpload, staleUploads } from '../store/upload-progress.ts';
import { cancelUpload } from './finish.ts';

const stuck_ms = 2 * 60_000;
const abandoned_ms = 7 * 86_400_000;

/** Sends lost queue messages again, and gives up uploads whose sender has not come back for a week. */
export async function sweepUploads(env: Env, now: number): Promise<void> {
  for (const row of await staleUploads(env.DB, { processing: now - stuck_ms, uploading: now - abandoned_ms })) {
    if (row.state === 'uploading') {
      await cancelUpload(env, row);
      continue;
    }
    // The time is moved first, so that the next minute's sweep does not send it once more.
    if (await moveUpload(env.DB, row, { updated_at: now }))
      await env.IMPORTS.send({ project_id: row.project_id, upload_id: row.id });
  }
}
