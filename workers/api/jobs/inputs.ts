import type { JobInput } from '../../../schema/contracts/jobs.ts';
import { AssayError } from '../../../schema/errors.ts';
import { hex } from '../auth/bytes.ts';
import type { Env } from '../env.ts';
import { campaignLines } from '../store/campaign-lines.ts';
import { findCampaign } from '../store/campaigns.ts';
import { datasetLines } from '../store/dataset-lines.ts';
import { hasDataset } from '../store/datasets.ts';
import { findJudge } from '../store/judges.ts';
import { findModel } from '../store/models.ts';
import { references } from './recipes.ts';

/** The lines of what is pinned, from the first on at every call. */
type Lines = () => AsyncGenerator<string>;

/** Where a pinned dataset lies in R2: named by its content, so equal data is stored once. */
export const snapshotKey = (project_id: string, sha256: string): string => `snapshots/${project_id}/${sha256}.jsonl`;

/**
 * Checks that every dataset, campaign and model a job names is there.
 * @throws AssayError `invalid_params`
 */
export async function checkReferences(
  env: Env,
  project_id: string,
  recipe: string,
  params: Record<string, unknown>,
): Promise<void> {
  for (const { field, kind, value } of references(recipe, params)) {
    if (kind === 'dataset' && !(await hasDataset(env.DB, { project_id, dataset_id: value }))) {
      throw new AssayError('invalid_params', `params.${field}: there is no dataset ${value} in this project.`);
    }
    if ((kind === 'campaign' || kind === 'labels') && !(await findCampaign(env.DB, project_id, value))) {
      throw new AssayError('invalid_params', `params.${field}: there is no campaign ${value} in this project.`);
    }
    if (kind === 'judge' && !(await findJudge(env.DB, project_id, value))) {
      throw new AssayError('invalid_params', `params.${field}: there is no judge ${value} in this project.`);
    }
    if (kind === 'model' && value.startsWith('mdl_') && !(await findModel(env.DB, project_id, value))) {
      throw new AssayError('invalid_params', `params.${field}: there is no model ${value} in this project.`);
    }
  }
}

/** Pins what a job reads: datasets and campaigns as snapshots in R2, models as the files they were registered with. */
export async function pinInputs(
  env: Env,
  project_id: string,
  recipe: string,
  params: Record<string, unknown>,
): Promise<JobInput[]> {
  const inputs: JobInput[] = [];
  for (const { field, kind, value } of references(recipe, params)) {
    if (kind === 'dataset')
      inputs.push(await pin(env, project_id, field, () => datasetLines(env.DB, project_id, value)));
    if (kind === 'campaign')
      inputs.push(await pin(env, project_id, field, () => campaignLines(env.DB, { project_id, campaign_id: value })));
    const model = kind === 'model' && value.startsWith('mdl_') ? await findModel(env.DB, project_id, value) : undefined;
    for (const { path, sha256, size_bytes } of model?.files ?? [])
      inputs.push({ name: `${field}/${path}`, kind: 'model_file', path, sha256, size_bytes });
  }
  return inputs;
}

async function pin(env: Env, project_id: string, name: string, lines: Lines): Promise<JobInput> {
  // The name needs the hash before the bytes: one pass to hash, one to store, and R2 refuses if the rows changed in between.
  const encoder = new TextEncoder();
  const digest = new crypto.DigestStream('SHA-256');
  const hashing = digest.getWriter();
  let size_bytes = 0;
  for await (const line of lines()) {
    const bytes = encoder.encode(line);
    size_bytes += bytes.length;
    await hashing.write(bytes);
  }
  await hashing.close();
  const sha256 = hex(new Uint8Array(await digest.digest));
  const key = snapshotKey(project_id, sha256);
  if (!(await env.FILES.head(key))) {
    const { readable, writable } = new FixedLengthStream(size_bytes);
    const [, stored] = await Promise.allSettled([
      writeLines(lines, writable),
      env.FILES.put(key, readable, { sha256 }),
    ]);
    if (stored.status === 'rejected') throw stored.reason;
  }
  return { name, kind: 'dataset', sha256, size_bytes };
}

async function writeLines(lines: Lines, writable: WritableStream<Uint8Array>): Promise<void> {
  const encoder = new TextEncoder();
  const writer = writable.getWriter();
  for await (const line of lines()) await writer.write(encoder.encode(line));
  await writer.close();
}
