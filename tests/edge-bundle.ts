import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EdgeModel } from '../schema/contracts/edge-models.ts';
import type { Job } from '../schema/contracts/jobs.ts';
import type { TestPlatform, TestProject } from './platform.ts';

/** The model of random weights that tests/fixtures/edge-model/make.py writes. */
export const FIXTURE = 'tests/fixtures/edge-model';

/** An item of the fixture with what torch and onnxruntime say of it. */
export interface ExpectedItem {
  prompt: string;
  response: string;
  ids: number[];
  torch: { reward: number; steps: number[] };
  onnxruntime: { reward: number; grades: number[]; steps: number[] };
}

/** What a bundle is to differ in. */
export type Change = { manifest?: Record<string, unknown>; model?: Buffer; tokenizer?: Buffer };

/** The fixture's items. */
export const expectedItems = (folder = FIXTURE): ExpectedItem[] =>
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

/** Lower-case hexadecimal SHA-256. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The three files of a bundle, changed as given; the manifest names the others as they are then. */
export function bundleFiles(change: Change = {}, folder = FIXTURE): Record<'manifest' | 'model' | 'tokenizer', Buffer> {
  const read = (name: string) => readFileSync(join(folder, name));
  const { model = read('model.onnx'), tokenizer = read('tokenizer.json') } = change;
  const named = (bytes: Buffer) => ({ sha256: sha256(bytes), size_bytes: bytes.byteLength });
  const files = { model: named(model), tokenizer: named(tokenizer) };
  const manifest = { ...JSON.parse(read('manifest.json').toString()), files, ...change.manifest };
  return { manifest: Buffer.from(JSON.stringify(manifest)), model, tokenizer };
}

/** Puts a bundle where the edge judge looks for it. @returns the model's hash */
export async function putBundle(platform: TestPlatform, change: Change = {}, folder = FIXTURE): Promise<string> {
  const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
  const bundle = bundleFiles(change, folder);
  for (const bytes of Object.values(bundle)) await files.put(`edge-models/${sha256(bytes)}`, bytes);
  return sha256(bundle.manifest);
}

/** Registers a bundle by the door: a job whose runner left the three files. */
export async function registerBundle(
  platform: TestPlatform,
  project: TestProject,
  change: Change = {},
): Promise<EdgeModel> {
  const { id: dataset } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'for a job' });
  const params = { dataset, model: 'tiny-arithmetic' };
  const job = await project.json<Job>('POST', '/v1/jobs', { recipe: 'generate', params });
  const finish = await leaveBundle(platform, project, job, change);
  await finish();
  return project.json<EdgeModel>('POST', '/v1/edge-models', { job_id: job.id });
}

/** Takes a job as a runner and leaves a bundle's files. @returns tells the platform that the job is done */
export async function leaveBundle(
  platform: TestPlatform,
  project: TestProject,
  { id: job_id, recipe }: Job,
  change: Change = {},
): Promise<() => Promise<unknown>> {
  const runner = await platform.key(project, ['runner']);
  const asking = { name: 'box', labels: [], recipes: [recipe], version: '1', device: 'cpu', job_id, wait_ms: 10_000 };
  const { lease } = await runner.json<{ lease: { fence: number } }>('POST', '/v1/runner/leases', asking, 200);
  const bundle = bundleFiles(change);
  const names = { manifest: 'edge/manifest.json', model: 'edge/model.onnx', tokenizer: 'edge/tokenizer.json' };
  const artifacts = `/v1/runner/jobs/${job_id}/artifacts`;
  for (const kind of ['model', 'tokenizer', 'manifest'] as const) {
    const bytes = bundle[kind];
    const head = { fence: lease.fence, name: names[kind], sha256: sha256(bytes), size_bytes: bytes.byteLength };
    const begun = await runner.json<{ artifact_id: string; state: string }>('POST', artifacts, head);
    if (begun.state === 'complete') continue;
    const one = `${artifacts}/${begun.artifact_id}`;
    const sent = await runner.request(`${one}/parts/1?fence=${lease.fence}`, {
      method: 'PUT',
      body: new Uint8Array(bytes),
    });
    if (!sent.ok) throw new Error(await sent.text());
    await runner.json('POST', `${one}/complete`, { fence: lease.fence });
  }
  return () => runner.json('POST', `/v1/runner/jobs/${job_id}/finish`, { fence: lease.fence, outcome: 'succeeded' });
}
