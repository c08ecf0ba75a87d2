import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { CampaignRater } from '../../schema/contracts/rater-quality.ts';
import type { Webhook, WebhookDelivery } from '../../schema/contracts/webhooks.ts';
import { signWebhook } from '../../workers/api/webhooks/sign.ts';
import { eventually, openTestPlatform, type TestProject } from '../platform.ts';
import { importLines, rateAll } from './crowd-of.ts';
import { honest, ratedBy } from './people.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

/** Takes what is posted to it and answers each address with its own status. */
const got: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
const statuses = new Map<string, number>();
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const path = request.url ?? '';
    got.push({ path, headers: request.headers, body });
    const status = statuses.get(path) ?? 200;
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('ignored');
  });
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => server.close());
const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

const hook = (project: TestProject, path: string, events: string[]) =>
  project.json<Webhook & { secret: string }>('POST', '/v1/webhooks', { url: at(path), events });
const deliveriesOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: WebhookDelivery[] }>('GET', `/v1/webhooks/${id}/deliveries`)).data;
const sent = (path: string) => got.filter((one) => one.path === path);

test('the signature is that of the published example', async () => {
  // The vector of the Standard Webhooks libraries' tests.
  const body = '{"test": 2432232314}';
  expect(
    await signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, body),
  ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('what happens in a project is told once to each webhook that wants it, signed, and to no other project', async () => {
  const [project, other] = [await platform.project(), await platform.project()];
  const events = ['campaign.state_changed', 'campaign.ratings', 'rater.held', 'snapshot.created'];
  const { id, secret } = await hook(project, '/all', events);
  await hook(project, '/some', ['job.finished']);
  await hook(other, '/foreign', events);
  const campaign = await makeCampaign(project, [['x', 'y']]);
  const comparisons = await project.json<{ data: { id: string }[] }>('GET', `/v1/campaigns/${campaign.id}/comparisons`);
  const comparison_id = comparisons.data[0]?.id;
  await project.json('POST', '/v1/leaderboards', { campaign_id: campaign.id, name: 'Board', method: 'win-rate' });
  await importLines(project, campaign.id, [
    { comparison_id, rater: 'one', choice: 'a' },
    { comparison_id, rater: 'two', choice: 'b' },
  ]);
  await project.json('PATCH', `/v1/campaigns/${campaign.id}`, { state: 'paused' });
  await platform.scheduled();
  await eventually(async () => sent('/all').some(({ body }) => body.includes('campaign.ratings')));
  await eventually(async () => (await deliveriesOf(project, id)).every(({ state }) => state === 'delivered'));
  await platform.scheduled();
  const told = sent('/all').map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });
  const of = (type: string) => told.filter((one) => one.type === type).map(({ data }) => data);
  expect(of('campaign.state_changed')).toEqual([{ id: campaign.id, from: 'open', to: 'paused' }]);
  expect(of('campaign.ratings')).toEqual([{ campaign_id: campaign.id, added: 2, ratings: 2 }]);
  expect(of('snapshot.created').at(-1)).toMatchObject({ campaign_id: campaign.id, status: 'ok' });
  expect(new Set(told.map(({ type }) => type))).toEqual(
    new Set(['campaign.state_changed', 'campaign.ratings', 'snapshot.created']),
  );
  for (const { headers, body } of sent('/all')) {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(signed);
    expect(headers['webhook-signature']).toBe(`v1,${mac.digest('base64')}`);
  }
  const deliveries = await deliveriesOf(project, id);
  expect(deliveries.map((one) => one.id).sort()).toEqual(
    sent('/all')
      .map(({ headers }) => headers['webhook-id'])
      .sort(),
  );
  expect(
    deliveries.every(
      ({ state, attempts, response_status }) => state === 'delivered' && attempts === 1 && response_status === 200,
    ),
  ).toBe(true);
  expect([...sent('/some'), ...sent('/foreign')]).toEqual([]);
  // The secret was shown once.
  expect(JSON.stringify(await project.json('GET', '/v1/webhooks'))).not.toContain(secret.slice(6));
  expect((await other.request(`/v1/webhooks/${id}/deliveries`)).status).toBe(404);
});

test('a rater is told of once when quality control flags them', async () => {
  const project = await platform.project();
  const { id: webhook } = await hook(project, '/flagged', ['rater.flagged']);
  const { id } = await makeCampaign(project, []);
  await rateAll(project, id, ratedBy({ ...honest, sprinter: 'hasty' }, 40, 1));
  // Computed twice: the second time nothing is new.
  await project.json('GET', `/v1/campaigns/${id}/quality`);
  const raters = await project.json<{ data: CampaignRater[] }>('GET', `/v1/campaigns/${id}/raters?limit=50`);
  const sprinter = raters.data.find(({ flags }) => flags.includes('time-too-short'));
  await rateAll(project, id, ratedBy({ late: 'reader' }, 40, 2, 40));
  await project.json('GET', `/v1/campaigns/${id}/quality`);
  const data = { id, rater_id: sprinter?.id, ratings: 40, note: 'time-too-short' };
  const told = await deliveriesOf(project, webhook);
  expect(told.map(({ payload }) => payload)).toEqual([{ type: 'rater.flagged', timestamp: expect.any(String), data }]);
});

test('a failure is written down and tried again later; redelivery tries at once; redirects are not followed', async () => {
  const project = await platform.project();
  statuses.set('/broken', 500);
  statuses.set('/moved', 302);
  const [broken, moved] = [
    await hook(project, '/broken', ['job.finished']),
    await hook(project, '/moved', ['job.finished']),
  ];
  const { id } = await project.json<{ id: string }>('POST', `/v1/webhooks/${broken.id}/test`, undefined, 202);
  await project.json('POST', `/v1/webhooks/${moved.id}/test`, undefined, 202);
  const firstOf = async (webhook: Webhook) => (await deliveriesOf(project, webhook.id))[0];
  await eventually(async () => (await firstOf(broken))?.response_status === 500);
  await eventually(async () => (await firstOf(moved))?.response_status === 302);
  expect(await firstOf(broken)).toMatchObject({
    id,
    event: 'webhook.test',
    state: 'pending',
    attempts: 1,
    last_error: expect.stringContaining('answered 500'),
  });
  expect(((await firstOf(broken))?.next_attempt_at ?? 0) - Date.now()).toBeGreaterThan(30_000);
  expect((await firstOf(moved))?.last_error).toContain('redirects are not followed');
  expect(sent('/elsewhere')).toEqual([]);
  // Not due yet: the sweep leaves it alone.
  await platform.scheduled();
  expect(sent('/broken')).toHaveLength(1);
  const list = await project.json<{ data: Webhook[] }>('GET', '/v1/webhooks');
  expect(list.data.find((one) => one.id === broken.id)).toMatchObject({
    enabled: true,
    failing_since: expect.any(Number),
  });
  statuses.set('/broken', 204);
  await project.json('POST', `/v1/webhooks/${broken.id}/deliveries/${id}/redeliver`, undefined, 202);
  await eventually(async () => (await firstOf(broken))?.state === 'delivered');
  expect(sent('/broken').map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
});

test('after five days of failures a webhook is disabled, and told nothing until it is enabled again', async () => {
  const project = await platform.project();
  statuses.set('/gone', 410);
  const { id } = await hook(project, '/gone', ['campaign.state_changed']);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  await db
    .prepare('UPDATE webhooks SET failing_since = ?2 WHERE id = ?1')
    .bind(id, Date.now() - 6 * 86_400_000)
    .run();
  await project.json('POST', `/v1/webhooks/${id}/test`, undefined, 202);
  const enabled = async () => (await project.json<{ data: Webhook[] }>('GET', '/v1/webhooks')).data[0]?.enabled;
  await eventually(async () => (await enabled()) === false);
  await project.json('POST', `/v1/webhooks/${id}/test`, undefined, 409);
  expect(await project.json('PATCH', `/v1/webhooks/${id}`, { enabled: true })).toMatchObject({
    enabled: true,
    failing_since: null,
  });
  expect(await project.json('DELETE', `/v1/webhooks/${id}`)).toEqual({ id, deleted: true });
  expect((await project.request(`/v1/webhooks/${id}/deliveries`)).status).toBe(404);
});

test('an address inside a network is refused where the deployment allows none, and so is an event that there is not', async () => {
  const strict = await openTestPlatform({ vars: { ASSAY_ALLOW_PRIVATE_URLS: '' } });
  const project = await strict.project();
  for (const url of [
    'http://example.org/hook',
    'https://127.0.0.1/hook',
    'https://metadata.internal/',
    'https://user:pass@example.org/',
  ])
    await project.json('POST', '/v1/webhooks', { url, events: ['job.finished'] }, 400);
  await project.json('POST', '/v1/webhooks', { url: 'https://example.org/', events: ['everything'] }, 400);
  await project.json('POST', '/v1/webhooks', { url: 'https://example.org/hook', events: ['job.finished'] }, 201);
});
