import { part_bytes, type Upload } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import type { Env } from '../env.ts';
import {
  forgetParts,
  getUpload,
  insertUpload,
  moveUpload,
  notePart,
  partCount,
  type UploadRef,
  type UploadRow,
  uploadKey,
} from '../store/uploads.ts';
import { abortMultipart, settle } from './finish.ts';
import { firstReadingPhase } from './verify.ts';

/** What a caller says of a file before sending it. */
export type Announced = Pick<Upload, 'dataset_id' | 'kind' | 'format' | 'on_error' | 'size_bytes'> & {
  sha256?: string | undefined;
};

/** Opens an upload and the R2 multipart upload its parts go into. */
export async function openUpload(env: Env, project_id: string, announced: Announced): Promise<UploadRow> {
  const ref = { project_id, upload_id: newId('upload') };
  const object_key = uploadKey(ref);
  const { uploadId: multipart_id } = await env.FILES.createMultipartUpload(object_key);
  const now = Date.now();
  await insertUpload(env.DB, {
    ...announced,
    project_id,
    id: ref.upload_id,
    sha256: announced.sha256 ?? null,
    state: 'uploading',
    phase: announced.sha256 ? 'verify' : firstReadingPhase(announced.on_error),
    object_key,
    multipart_id,
    parts: {},
    errors: [],
    created_at: now,
    updated_at: now,
  }).catch(async (error) => {
    await abortMultipart(env, object_key, multipart_id);
    throw error;
  });
  return getUpload(env.DB, ref);
}

/** Passes a part's bytes on to R2. The same part may come again: the last one counts. */
export async function receivePart(
  env: Env,
  ref: UploadRef,
  part: number,
  body: ReadableStream | null,
  length: number | null,
): Promise<UploadRow> {
  const row = await getUpload(env.DB, ref);
  if (row.state !== 'uploading' || row.multipart_id === null) throw notUploading(row);
  const parts = partCount(row.size_bytes);
  if (part > parts)
    throw new AssayError(
      'invalid_request',
      `There is no part ${part}: ${row.size_bytes} bytes in parts of ${part_bytes} make ${parts}.`,
    );
  const expected = part < parts ? part_bytes : row.size_bytes - part_bytes * (parts - 1);
  if (body === null || (length !== null && length !== expected)) throw wrongSize(part, parts, expected, length ?? 0);
  const exact = new FixedLengthStream(expected);
  const sent = body.pipeTo(exact.writable).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const multipart = env.FILES.resumeMultipartUpload(row.object_key, row.multipart_id);
  const stored = await multipart.uploadPart(part, exact.readable).catch((error: unknown) => ({ error }));
  if (await sent) throw wrongSize(part, parts, expected, null);
  if ('error' in stored) throw stored.error;
  const noted = await notePart(env.DB, ref, part, stored.etag, Date.now());
  if (!noted) throw notUploading(await getUpload(env.DB, ref));
  return noted;
}

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

function notUploading(row: UploadRow): AssayError {
  return new AssayError(
    'conflict',
    `Upload ${row.id} is ${row.state}; only one that is uploading takes parts. Create another with POST /v1/uploads.`,
  );
}

function wrongSize(part: number, parts: number, expected: number, given: number | null): AssayError {
  const has = given === null ? 'does not have that many' : `has ${given}`;
  return new AssayError(
    'invalid_request',
    `Part ${part} of ${parts} must have exactly ${expected} bytes; this body ${has}.`,
  );
}
