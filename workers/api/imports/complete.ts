import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { moveUpload } from '../store/upload-progress.ts';
import { forgetParts, getUpload, partCount, type UploadRef, type UploadRow } from '../store/uploads.ts';
import { settle } from './finish.ts';
import { notUploading } from './receive.ts';

/** Puts the parts together and hands the file to the queue. Calling it again, at any time, is harmless. */
export async function completeUpload(env: Env, ref: UploadRef): Promise<UploadRow> {
  const row = await getUpload(env.DB, ref);
  if (row.state === 'cancelled') throw notUploading(row);
  if (row.state !== 'uploading') return row;
  const missing = [];
  for (let part = 1; part <= partCount(row.size_bytes); part++) if (row.parts[part] === undefined) missing.push(part);
  if (missing.length > 0) {
    const errors = missing.map((part) => ({
      path: `parts.${part}`,
      message: `send it: PUT /v1/uploads/${row.id}/parts/${part}`,
    }));
    throw new AssayError(
      'conflict',
      `Of ${partCount(row.size_bytes)} parts these are missing: ${missing.join(', ')}.`,
      errors,
    );
  }
  await assemble(env, row);
  const moved = await moveUpload(env.DB, row, { state: 'processing', multipart_id: null, updated_at: Date.now() });
  if (moved) {
    await env.IMPORTS.send({ project_id: row.project_id, upload_id: row.id });
    return moved;
  }
  const now_is = await getUpload(env.DB, ref);
  await settle(env, now_is);
  return now_is;
}

async function assemble(env: Env, row: UploadRow): Promise<void> {
  if (row.multipart_id === null) return;
  const parts = Object.entries(row.parts).map(([part, etag]) => ({ partNumber: Number(part), etag }));
  try {
    await env.FILES.resumeMultipartUpload(row.object_key, row.multipart_id).complete(
      parts.sort((a, b) => a.partNumber - b.partNumber),
    );
  } catch (error) {
    // An earlier call may have put them together and died before it could say so.
    if ((await env.FILES.head(row.object_key))?.size === row.size_bytes) return;
    const { uploadId } = await env.FILES.createMultipartUpload(row.object_key);
    await forgetParts(env.DB, { project_id: row.project_id, upload_id: row.id }, uploadId, Date.now());
    console.warn(
      JSON.stringify({
        level: 'warn',
        upload_id: row.id,
        message: 'parts could not be put together',
        error: String(error),
      }),
    );
    throw new AssayError('conflict', 'The stored parts do not fit together any more; send every part again.');
  }
}
