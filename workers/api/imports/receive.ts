import { part_bytes, type Upload } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import type { Env } from '../env.ts';
import {
  getUpload,
  insertUpload,
  notePart,
  partCount,
  type UploadRef,
  type UploadRow,
  uploadKey,
} from '../store/uploads.ts';
import { abortMultipart } from './finish.ts';
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
  if (length !== null && length !== expected) throw wrongSize(part, parts, expected, length);
  // With a Content-Length the bytes pass through unseen; without one their count is known only once they are here.
  const bytes = length === null ? await new Response(body).arrayBuffer() : (body ?? new ArrayBuffer(0));
  if (bytes instanceof ArrayBuffer && bytes.byteLength !== expected)
    throw wrongSize(part, parts, expected, bytes.byteLength);
  const stored = await env.FILES.resumeMultipartUpload(row.object_key, row.multipart_id).uploadPart(part, bytes);
  const noted = await notePart(env.DB, ref, part, stored.etag, Date.now());
  if (!noted) throw notUploading(await getUpload(env.DB, ref));
  return noted;
}

/** What a request that changes an upload's file is answered with once the file is closed. */
export function notUploading(row: UploadRow): AssayError {
  return new AssayError(
    'conflict',
    `Upload ${row.id} is ${row.state}; only one that is uploading takes parts. Create another with POST /v1/uploads.`,
  );
}

function wrongSize(part: number, parts: number, expected: number, given: number): AssayError {
  return new AssayError(
    'invalid_request',
    `Part ${part} of ${parts} must have exactly ${expected} bytes; this body has ${given}.`,
  );
}
