import type { z } from 'zod';
import type { ArtifactCreate, ArtifactUpload } from '../../../schema/contracts/runner.ts';
import { part_bytes } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { hex } from '../auth/bytes.ts';
import type { Env } from '../env.ts';
import {
  type ArtifactRow,
  addPart,
  findContent,
  openArtifact,
  partNumbers,
  updateArtifact,
} from '../store/artifacts.ts';
import { setCheckpoint } from '../store/leases.ts';

type Upload = z.infer<typeof ArtifactUpload>;

const describe = (row: ArtifactRow): Upload => ({
  artifact_id: row.id,
  state: row.state === 'complete' ? 'complete' : 'uploading',
  part_bytes,
  received_parts: partNumbers(row.parts),
});

/** How many parts an artifact comes in; an empty file has one empty part. */
const partCount = (size_bytes: number): number => Math.max(1, Math.ceil(size_bytes / part_bytes));

/** Opens an artifact's upload, resumes the one begun before, or finds that the project holds the content already. */
export async function beginArtifact(
  env: Env,
  project_id: string,
  job_id: string,
  ask: z.infer<typeof ArtifactCreate>,
): Promise<Upload> {
  const id = newId('artifact');
  const same = await findContent(env.DB, project_id, ask.sha256);
  const object_key = same?.object_key ?? `artifacts/${project_id}/${ask.sha256}/${id}`;
  const { fence: _, ...given } = ask;
  const state = same ? 'complete' : 'uploading';
  const fresh = {
    ...given,
    project_id,
    job_id,
    id,
    state,
    object_key,
    multipart_id: null,
    parts: {},
    created_at: Date.now(),
  };
  let row = await openArtifact(env.DB, fresh);
  if (row.state === 'uploading' && !row.multipart_id && partCount(row.size_bytes) > 1) {
    const { uploadId } = await env.FILES.createMultipartUpload(row.object_key);
    row = { ...row, multipart_id: uploadId };
    await updateArtifact(env.DB, project_id, row.id, { multipart_id: uploadId });
  }
  if (row.state === 'complete') await noteCheckpoint(env, row);
  return describe(row);
}

/** Stores one part; a small artifact is one object whose hash R2 itself checks. */
export async function putPart(
  env: Env,
  row: ArtifactRow,
  part: number,
  bytes: ArrayBuffer,
): Promise<{ received_parts: number[] }> {
  const parts = partCount(row.size_bytes);
  const wanted = part < parts ? part_bytes : row.size_bytes - (parts - 1) * part_bytes;
  if (part > parts)
    throw new AssayError(
      'invalid_request',
      `Part ${part} is past the last one: ${row.size_bytes} bytes are ${parts} parts.`,
    );
  if (bytes.byteLength !== wanted)
    throw new AssayError('invalid_request', `Part ${part} has ${bytes.byteLength} bytes; it must have ${wanted}.`);
  if (row.state === 'complete') return { received_parts: partNumbers(row.parts) };
  if (row.multipart_id) {
    const { etag } = await env.FILES.resumeMultipartUpload(row.object_key, row.multipart_id).uploadPart(part, bytes);
    return { received_parts: await addPart(env.DB, row.project_id, row.id, part, etag) };
  }
  const found = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  if (found !== row.sha256) throw mismatch(row, found);
  const { etag } = await env.FILES.put(row.object_key, bytes, { sha256: row.sha256 });
  return { received_parts: await addPart(env.DB, row.project_id, row.id, part, etag) };
}

/** Ends an upload; content that does not have the announced hash is thrown away and may be sent again. */
export async function completeArtifact(env: Env, row: ArtifactRow): Promise<Upload> {
  if (row.state === 'complete') return describe(row);
  const parts = partCount(row.size_bytes);
  const received = partNumbers(row.parts);
  const missing = Array.from({ length: parts }, (_, index) => index + 1).filter((part) => !received.includes(part));
  if (missing.length > 0)
    throw new AssayError('conflict', `Parts ${missing.slice(0, 20).join(', ')} have not arrived yet.`);
  if (row.multipart_id) await closeMultipart(env, row, row.multipart_id);
  await updateArtifact(env.DB, row.project_id, row.id, { state: 'complete' });
  await noteCheckpoint(env, row);
  return describe({ ...row, state: 'complete' });
}

async function closeMultipart(env: Env, row: ArtifactRow, multipart_id: string): Promise<void> {
  // After a crash between R2's completion and our note of it the object is already there.
  if (!(await env.FILES.head(row.object_key))) {
    const uploaded = Object.entries(row.parts).map(([part, etag]) => ({ partNumber: Number(part), etag }));
    await env.FILES.resumeMultipartUpload(row.object_key, multipart_id).complete(
      uploaded.sort((a, b) => a.partNumber - b.partNumber),
    );
  }
  const object = await env.FILES.get(row.object_key);
  const digest = new crypto.DigestStream('SHA-256');
  await object?.body.pipeTo(digest);
  const found = hex(new Uint8Array(await digest.digest));
  if (found === row.sha256) return;
  await env.FILES.delete(row.object_key);
  await updateArtifact(env.DB, row.project_id, row.id, { multipart_id: null, parts: {} });
  throw mismatch(row, found);
}

async function noteCheckpoint(env: Env, row: ArtifactRow): Promise<void> {
  if (row.kind === 'checkpoint') await setCheckpoint(env.DB, row.project_id, row.job_id, row.id);
}

const mismatch = (row: ArtifactRow, found: string) =>
  new AssayError(
    'hash_mismatch',
    `"${row.name}" arrived with SHA-256 ${found}; announced was ${row.sha256}. Send it again.`,
  );
