import type { Env } from '../env.ts';
import { deleteDatasetRows, type InDataset, requireDataset } from '../store/datasets.ts';
import { stopUploads, uploadKey, uploadsOf } from '../store/uploads.ts';
import { abortMultipart } from './finish.ts';

/** Deletes a dataset with all it holds. Killed midway, it is finished by calling it again. @throws AssayError `not_found` */
export async function deleteDataset(env: Env, at: InDataset): Promise<void> {
  await requireDataset(env.DB, at);
  await stopUploads(env.DB, at, Date.now());
  for (
    let rows = await uploadsOf(env.DB, at, '');
    rows.length > 0;
    rows = await uploadsOf(env.DB, at, rows.at(-1)?.id ?? '')
  ) {
    for (const row of rows) if (row.multipart_id !== null) await abortMultipart(env, row.object_key, row.multipart_id);
    await env.FILES.delete(rows.map((row) => uploadKey({ project_id: row.project_id, upload_id: row.id })));
  }
  await deleteDatasetRows(env.DB, at);
}
