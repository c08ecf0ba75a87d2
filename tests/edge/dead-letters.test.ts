import { expect, test } from 'vitest';
import type { Comparison } from '../../schema/contracts/campaigns.ts';
import { newId } from '../../schema/ids.ts';
import { loopbackModel } from '../loopback-model.ts';
import { eventually, openTestPlatform } from '../platform.ts';
import { makeCampaign, waitForRatings } from './rater.ts';

/* What a queue gives up on: the simulator's own way there for a rating, and messages put before the dead-letter consumers by hand. */
const platform = await openTestPlatform();
const project = await platform.project();
const { project_id } = project;
const model = loopbackModel();
const db = await platform.mf.getD1Database('DB', 'assay-api');
const files = await platform.mf.getR2Bucket('FILES', 'assay-api');
const worker = await platform.mf.getWorker('assay-api');

/** Puts a message before the consumer of a dead-letter queue. @returns whether it is done with */
async function die(queue: string, body: unknown): Promise<boolean> {
  const message = { id: newId('request'), timestamp: new Date(), attempts: 1, body };
  const { outcome, explicitAcks } = await worker.queue(queue, [message]);
  expect(outcome).toBe('ok');
  return explicitAcks.includes(message.id);
}
const auditOf = async (action: string) => {
  type Line = { action: string; subject: string; details: Record<string, string> };
  const { data } = await project.json<{ data: Line[] }>('GET', '/v1/audit?limit=200');
  return data.filter((line) => line.action === action);
};

test('a rating that cannot be read is kept as it came, where its project finds it; one that can be written is', async () => {
  const { id } = await makeCampaign(project, [
    ['x', 'y'],
    ['x', 'y'],
  ]);
  const { data } = await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons`);
  const rating = (comparison_id: string | undefined, choice: string) => ({
    ...{ project_id, campaign_id: id, comparison_id, rater_id: newId('rater'), id: newId('assignment') },
    ...{ flipped: false, choice, criteria: {}, duration_ms: 900, comment: 'mine', created_at: Date.now() },
  });
  const bad = rating(data[0]?.id, 'best');
  const queue = await platform.mf.getQueueProducer('RATINGS', 'assay-api');
  await queue.sendBatch([{ body: bad }, { body: 'poison' }]);
  const kept = async (prefix: string) => (await files.list({ prefix })).objects.map(({ key }) => key);
  await eventually(async () => (await kept(`${project_id}/dead-letters/`)).length === 1, 40_000);
  await eventually(async () => (await kept('dead-letters/ratings/')).length === 1);
  const [key = ''] = await kept(`${project_id}/dead-letters/ratings/`);
  expect(await (await files.get(key))?.json()).toMatchObject({ body: bad, reason: expect.stringContaining('choice') });
  expect(await auditOf('rating.unreadable')).toMatchObject([{ subject: id, details: { key } }]);
  expect(await die('assay-ratings-dead', rating(data[1]?.id, 'left'))).toBe(true);
  await waitForRatings(project, id, 1);
  expect(await kept(`${project_id}/dead-letters/`)).toHaveLength(1);
}, 60_000);

test('a rating that cannot be written yet stays in the queue', async () => {
  const { id } = await makeCampaign(project, [['x', 'y']]);
  const { data } = await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons`);
  const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON ratings WHEN NEW.comment = 'refuse me' BEGIN SELECT RAISE(ABORT, 'refused'); END`;
  await db.prepare(refuse).run();
  const rating = {
    ...{ project_id, campaign_id: id, comparison_id: data[0]?.id, rater_id: newId('rater'), id: newId('assignment') },
    ...{ flipped: false, choice: 'left', criteria: {}, duration_ms: 900, comment: 'refuse me', created_at: Date.now() },
  };
  expect(await die('assay-ratings-dead', rating)).toBe(false);
  await db.prepare('DROP TRIGGER refuse').run();
  expect(await die('assay-ratings-dead', rating)).toBe(true);
});

test('a refinement is failed, and of its texts is kept what the project wants kept', async () => {
  await project.json('PUT', '/v1/settings', { redact_words: ['secret'] });
  model.on({}, { text: 'The secret is 4.', delay_ms: 1500 });
  const provider = { kind: 'chat', base_url: model.base_url, model: 'any', max_retries: 0 };
  const request = { strategy: 'intrinsic', options: { turns: 3 }, model: provider, prompt: 'Tell me the secret.' };
  const { id } = await project.json<{ id: string }>('POST', '/v1/refinements', { request, background: true });
  await eventually(async () => model.requests.length > 1);
  expect(await die('assay-refinements-dead', { project_id, refinement_id: id })).toBe(true);
  const path = `/v1/refinements/${id}`;
  const failed = await project.json<object>('GET', path);
  expect(failed).toMatchObject({ state: 'failed', message: expect.stringContaining('start it anew'), result: null });
  expect(JSON.stringify(failed)).not.toContain('secret');
  expect(JSON.stringify(await project.json('GET', `${path}/steps`))).toContain('The [redacted] is 4.');
  await project.json('PUT', '/v1/settings', { redact_words: [] });
});

test('a batch is stopped with what it has, and goes on when it is resumed', async () => {
  model.on({}, { json: { reason: 'so', verdict: 4 }, delay_ms: 30 });
  const provider = { kind: 'chat', base_url: model.base_url, model: 'any', max_retries: 0 };
  const judge = await project.json<{ id: string }>('POST', '/v1/judges', { name: 'j', mode: 'score', provider });
  const requests = Array.from({ length: 60 }, (_, n) => ({ response: `answer ${n}` }));
  const source = { kind: 'requests', requests };
  const { id } = await project.json<{ id: string }>('POST', '/v1/judgment-batches', { judge_id: judge.id, source });
  const path = `/v1/judgment-batches/${id}`;
  const show = () => project.json<{ state: string; done: number; message: string }>('GET', path);
  await eventually(async () => (await show()).done > 5);
  expect(await die('assay-judgments-dead', { project_id, batch_id: id, lane: 0 })).toBe(true);
  expect(await show()).toMatchObject({ state: 'stalled', message: expect.stringContaining('resume it later') });
  await project.json('POST', `${path}/resume`, {});
  await eventually(async () => (await show()).state === 'done');
  expect(await show()).toMatchObject({ done: 60 });
});

test('an upload and a job that wait are failed and say so; what is over, or names nothing, is left alone', async () => {
  const dataset = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'd' });
  const about = { dataset_id: dataset.id, kind: 'items', size_bytes: 10 };
  const upload = await project.json<{ id: string }>('POST', '/v1/uploads', about);
  await db.prepare("UPDATE uploads SET state = 'processing' WHERE id = ?").bind(upload.id).run();
  expect(await die('assay-imports-dead', { project_id, upload_id: upload.id })).toBe(true);
  expect(await project.json('GET', `/v1/uploads/${upload.id}`)).toMatchObject({
    ...{ state: 'failed', message: expect.stringContaining('upload it once more') },
  });
  const params = { dataset: dataset.id, model: 'tiny-arithmetic' };
  const job = await project.json<{ id: string }>('POST', '/v1/jobs', { name: 'j', recipe: 'generate', params });
  const show = () => project.json<{ state: string }>('GET', `/v1/jobs/${job.id}`);
  await eventually(async () => (await show()).state !== 'queued');
  const settled = await show();
  expect(await die('assay-jobs-dead', { project_id, job_id: job.id })).toBe(true);
  expect(await show()).toEqual(settled);
  await db.prepare("UPDATE jobs SET state = 'queued' WHERE id = ?").bind(job.id).run();
  expect(await die('assay-jobs-dead', { project_id, job_id: job.id })).toBe(true);
  expect(await show()).toMatchObject({
    state: 'failed',
    error: { message: expect.stringContaining('create the job anew') },
  });
  expect(await auditOf('job.fail')).toMatchObject([{ subject: job.id }]);
  expect(await die('assay-jobs-dead', { project_id, job_id: newId('job') })).toBe(true);
  expect(await die('assay-refinements-dead', { project_id, refinement_id: newId('refinement') })).toBe(true);
});
