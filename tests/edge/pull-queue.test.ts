import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Job } from '../../schema/contracts/jobs.ts';
import { defaultBundles } from '../../scripts/platform.ts';
import { eventually, openTestPlatform } from '../platform.ts';

/* A deployment that binds a queue for runners that pull: a Worker of the test reads it and logs what it is told. */

const folder = mkdtempSync(join(tmpdir(), 'assay-pull-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [api, ...others] = defaultBundles();
if (!api) throw new Error('the api Worker is not among the bundles');

const binding = '\n[[queues.producers]]\nbinding = "READY"\nqueue = "assay-pull"\n';
const written = readFileSync(join(import.meta.dirname, '../..', api.config), 'utf8');
const assets = join(import.meta.dirname, '../../dist/dashboard');
writeFileSync(
  join(folder, 'api.toml'),
  written.replace('directory = "dist/dashboard"', `directory = "${assets}"`) + binding,
);
mkdirSync(join(folder, 'reader'));
writeFileSync(
  join(folder, 'reader/index.js'),
  'export default { queue: (batch) => batch.messages.forEach((one) => console.log("pulled " + JSON.stringify(one.body))) };',
);
writeFileSync(
  join(folder, 'reader.toml'),
  'name = "reader"\nmain = "reader/index.js"\ncompatibility_date = "2026-08-01"\n[[queues.consumers]]\nqueue = "assay-pull"\nmax_batch_timeout = 0\n',
);
const reader = { name: 'reader', config: join(folder, 'reader.toml'), folder: join(folder, 'reader') };
const platform = await openTestPlatform({
  bundles: [{ ...api, config: join(folder, 'api.toml') }, ...others, reader],
});

test('a job that can be leased is pointed at once, and again while nobody comes for it', async () => {
  const project = await platform.project();
  const runner = await platform.key(project, ['runner']);
  const dataset = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'sums' });
  await project.json('POST', `/v1/datasets/${dataset.id}/items`, { items: [{ prompt: '1+1=', reference: '2' }] });
  const params = { dataset: dataset.id, model: 'tiny-arithmetic' };
  const job = await project.json<Job>('POST', '/v1/jobs', { recipe: 'generate', params });
  const pointer = `pulled ${JSON.stringify({ project_id: project.project_id, job_id: job.id })}`;
  const told = () => platform.logs.filter((line) => line === pointer).length;
  await eventually(async () => told() === 1);

  await platform.scheduled();
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const wait = () => db.prepare('UPDATE jobs SET updated_at = updated_at - 60001 WHERE id = ?').bind(job.id).run();
  await wait();
  await platform.scheduled();
  await eventually(async () => told() === 2);

  const body = { name: 'box', labels: [], recipes: ['generate'], version: '1', device: 'cpu', job_id: job.id };
  const { lease } = await runner.json<{ lease: { fence: number } }>('POST', '/v1/runner/leases', {
    ...body,
    wait_ms: 5000,
  });
  await wait();
  await platform.scheduled();
  await runner.json('POST', `/v1/runner/jobs/${job.id}/finish`, { fence: lease.fence, outcome: 'released' });
  await wait();
  await platform.scheduled();
  await eventually(async () => told() === 3);
  expect(platform.logs.filter((line) => line.startsWith('pulled '))).toEqual([pointer, pointer, pointer]);
});
