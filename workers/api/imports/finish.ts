import type { Env } from '../env.ts';
import { deleteUploadRows, moveUpload } from '../store/upload-progress.ts';
import { type UploadRow, uploadKey } from '../store/uploads.ts';

/** Brings an upload that ends or has ended to rest: takes rows back where it must, and frees its own file. Repeatable. */
export async function settle(env: Env, row: UploadRow): Promise<UploadRow | undefined> {
  if (row.state === 'processing') {
    await deleteUploadRows(env.DB, row);
    const state = row.phase === 'undo_failed' ? 'failed' : 'cancelled';
    const now = Date.now();
    return moveUpload(env.DB, row, { state, updated_at: now, finished_at: now });
  }
  // A job's artifact that was imported stays: only the upload's own object goes.
  const own = uploadKey({ project_id: row.project_id, upload_id: row.id });
  if (row.finished_at !== null && row.object_key === own) await env.FILES.delete(own);
  return row;
}

/** Ends an upload that cannot go on; an atomic one keeps nothing. */
export async function failUpload(env: Env, row: UploadRow, message: string): Promise<UploadRow | undefined> {
  return stop(env, row, 'failed', message);
}

/** Ends an upload at its owner's wish: lines already kept stay, unless it is atomic. */
export async function cancelUpload(env: Env, row: UploadRow): Promise<UploadRow | undefined> {
  const kept =
    row.state === 'processing' && row.on_error === 'keep_good' && row.phase === 'write' && row.lines_good > 0;
  return stop(
    env,
    row,
    'cancelled',
    kept ? `Cancelled; the ${row.lines_good} good lines read so far were kept.` : 'Cancelled; nothing was kept.',
  );
}

async function stop(
  env: Env,
  row: UploadRow,
  state: 'failed' | 'cancelled',
  message: string,
): Promise<UploadRow | undefined> {
  const now = Date.now();
  if (row.state === 'processing' && row.on_error === 'atomic' && row.phase === 'write') {
    const undoing = await moveUpload(env.DB, row, { phase: `undo_${state}`, message, updated_at: now });
    const ended = undoing && (await settle(env, undoing));
    return ended && settle(env, ended);
  }
  const ended = await moveUpload(env.DB, row, { state, message, updated_at: now, finished_at: now });
  if (!ended) return undefined;
  if (row.state === 'uploading' && row.multipart_id !== null)
    await abortMultipart(env, row.object_key, row.multipart_id);
  return settle(env, ended);
}

/** Frees the parts of a multipart upload; one that is gone already is no error. */
export async function abortMultipart(env: Env, object_key: string, multipart_id: string): Promise<void> {
  try {
    await env.FILES.resumeMultipartUpload(object_key, multipart_id).abort();
  } catch (error) {
    console.warn(
      JSON.stringify({
        level: 'warn',
        message: 'a multipart upload could not be aborted',
        object_key,
        error: String(error),
      }),
    );
  }
}
