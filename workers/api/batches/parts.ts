import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { window_bytes } from '../imports/limits.ts';
import { type BatchRef, getBatch, moveBatch } from '../store/batches.ts';
import { max_parts } from './limits.ts';

/** Where the bytes of a batch's requests lie in R2; names sort as the parts do. */
const folder = ({ project_id, batch_id }: BatchRef) => `${project_id}/batches/${batch_id}/`;
const partKey = (ref: BatchRef, part: number) => `${folder(ref)}${String(part).padStart(5, '0')}`;

/** Stores one part of a batch's requests; sent again it takes the place of the first. @throws AssayError */
export async function putPart(env: Env, ref: BatchRef, part: number, bytes: ArrayBuffer): Promise<void> {
  const row = await getBatch(env.DB, ref);
  if (row.source.kind !== 'upload')
    throw new AssayError('invalid_request', `Batch ${row.id} takes no parts: its source is ${row.source.kind}.`);
  if (!(await moveBatch(env.DB, ref, ['waiting'], { updated_at: Date.now() })))
    throw new AssayError('conflict', `Batch ${row.id} is ${row.state}; only one that is waiting takes parts.`);
  await env.FILES.put(partKey(ref, part), bytes);
}

/** Stores requests given with the batch as its only part. */
export async function putRequests(env: Env, ref: BatchRef, requests: unknown[]): Promise<void> {
  await env.FILES.put(partKey(ref, 1), requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}

/** The parts there are, in order. */
export async function listParts(env: Env, ref: BatchRef): Promise<{ key: string; size: number; part: number }[]> {
  const { objects } = await env.FILES.list({ prefix: folder(ref), limit: max_parts });
  return objects.map(({ key, size }) => ({ key, size, part: Number(key.slice(-5)) }));
}

/** Frees the parts. */
export async function deleteParts(env: Env, ref: BatchRef): Promise<void> {
  const parts = await listParts(env, ref);
  if (parts.length > 0) await env.FILES.delete(parts.map(({ key }) => key));
}

/** The bytes of all parts, one after the other, from an offset on. */
export async function* readParts(env: Env, ref: BatchRef, from: number): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const { key, size } of await listParts(env, ref)) {
    for (let at = Math.max(0, from - start); at < size; at += window_bytes) {
      const object = await env.FILES.get(key, { range: { offset: at, length: Math.min(window_bytes, size - at) } });
      if (!object) throw new AssayError('not_found', `A part of batch ${ref.batch_id} is no longer stored.`);
      yield new Uint8Array(await object.arrayBuffer());
    }
    start += size;
  }
}
