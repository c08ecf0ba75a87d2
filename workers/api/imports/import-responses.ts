import { derivedId } from '../../../schema/ids.ts';
import type { Env } from '../env.ts';
import { insertUpload } from '../store/uploads.ts';

/** A JSONL object that lies in R2 already, and what it came from. */
type Source = { project_id: string; dataset_id: string; object_key: string; size_bytes: number; origin_id: string };

/** Imports responses from a stored JSONL object as an upload of its own; the same origin twice is one import. */
export async function importResponses(env: Env, source: Source): Promise<void> {
  const { origin_id, ...from } = source;
  const upload_id = await derivedId('upload', [source.project_id, origin_id]);
  const now = Date.now();
  await insertUpload(env.DB, {
    ...from,
    id: upload_id,
    kind: 'responses',
    format: 'jsonl',
    on_error: 'keep_good',
    state: 'processing',
    phase: 'write',
    parts: {},
    errors: [],
    created_at: now,
    updated_at: now,
  });
  // A message that is lost is sent again by the sweep of stuck uploads.
  await env.IMPORTS.send({ project_id: source.project_id, upload_id });
}
