import { expect, test } from 'vitest';
import type { Campaign, Comparison, Rating } from '../../schema/contracts/campaigns.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();

test('a campaign is created once per Idempotency-Key, read, listed by pages and kept in the audit log', async () => {
  const project = await platform.project();
  const send = () =>
    project.request('/v1/campaigns', {
      method: 'POST',
      body: JSON.stringify({ name: 'Summaries', overlap: 3 }),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
    });
  const first = (await (await send()).json()) as Campaign;
  expect(await (await send()).json()).toEqual(first);
  expect(first).toMatchObject({
    name: 'Summaries',
    question: 'Which answer is better?',
    overlap: 3,
    state: 'open',
    comparison_count: 0,
    rating_count: 0,
  });
  expect(first.rating_url).toMatch(new RegExp(`^${platform.url}/rate#[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
  expect(await project.json('GET', `/v1/campaigns/${first.id}`)).toEqual(first);
  const second = await makeCampaign(project, []);
  const page = await project.json<{ data: Campaign[]; next_cursor: string }>('GET', '/v1/campaigns?limit=1');
  const rest = await project.json<{ data: Campaign[] }>('GET', `/v1/campaigns?limit=1&cursor=${page.next_cursor}`);
  expect([...page.data, ...rest.data].map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(rest).toMatchObject({ next_cursor: null });
  const log = await project.json<{ data: { action: string; subject: string }[] }>('GET', '/v1/audit');
  expect(log.data.filter(({ action }) => action === 'campaign.create').map(({ subject }) => subject)).toEqual([
    second.id,
    first.id,
  ]);
});

test('its state moves between open and paused, and closed is final', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  expect(await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'paused' })).toMatchObject({ state: 'paused' });
  expect(await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'open' })).toMatchObject({ state: 'open' });
  expect(await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'closed' })).toMatchObject({ state: 'closed' });
  expect(await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'closed' })).toMatchObject({ state: 'closed' });
  expect(await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'open' }, 409)).toMatchObject({
    code: 'conflict',
  });
  await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'finished' }, 400);
  const pair = { prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b: 'y' };
  await project.json('POST', `/v1/campaigns/${id}/comparisons`, { comparisons: [pair] }, 409);
  const log = await project.json<{ data: { action: string; details: unknown }[] }>('GET', '/v1/audit');
  expect(log.data.filter(({ action }) => action === 'campaign.state').map(({ details }) => details)).toEqual([
    { from: 'open', to: 'closed' },
    { from: 'paused', to: 'open' },
    { from: 'open', to: 'paused' },
  ]);
});

test('500 comparisons go in at once, chats and any characters included, and come back as they were', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const comparisons = Array.from({ length: 500 }, (_, i) => ({
    prompt: i % 2 ? `Plain "${i}" \\ \n é 漢 🙂` : [{ role: 'user', content: `Chat ${i}: 'quoted'` }],
    response_a: `a${i}`,
    response_b: `{"b": ${i}}`,
    model_a: 'model "x"',
    model_b: 'modèle y',
  }));
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
  const found = new Map<string, Comparison>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/campaigns/${id}/comparisons?limit=200${cursor ? `&cursor=${cursor}` : ''}`;
    const page: { data: Comparison[]; next_cursor: string | null } = await project.json('GET', path);
    for (const one of page.data) found.set(one.id, one);
    cursor = page.next_cursor;
  }
  expect(found.size).toBe(500);
  for (const [i, one] of ids.entries()) expect(found.get(one)).toMatchObject({ ...comparisons[i], rating_count: 0 });
  expect(await project.json('GET', `/v1/campaigns/${id}`)).toMatchObject({ comparison_count: 500 });
});

test('faulty comparisons are refused whole, each fault named', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const good = { prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b: 'y' };
  const path = `/v1/campaigns/${id}/comparisons`;
  const problem = await project.json<{ errors: unknown }>(
    'POST',
    path,
    { comparisons: [good, { ...good, model_b: 'x' }] },
    400,
  );
  expect(problem.errors).toEqual([{ path: 'comparisons.1.model_b', message: 'model_a and model_b must differ' }]);
  await project.json('POST', path, { comparisons: [] }, 400);
  await project.json('POST', path, { comparisons: Array(501).fill(good) }, 400);
  await project.json('POST', path, { comparisons: [{ ...good, prompt: 'x'.repeat(1_900_000) }] }, 413);
  expect(await project.json('GET', path)).toEqual({ data: [], next_cursor: null });
});

test('reading needs `read`, writing `campaigns`, and another project sees nothing', async () => {
  const owner = await platform.project();
  const { id } = await makeCampaign(owner, [['x', 'y']]);
  const reader = await platform.key(owner, ['read']);
  const rater = await platform.key(owner, ['rate']);
  const stranger = await platform.project();
  const reads = [
    '/v1/campaigns',
    `/v1/campaigns/${id}`,
    `/v1/campaigns/${id}/comparisons`,
    `/v1/campaigns/${id}/ratings`,
  ];
  for (const path of reads) {
    await reader.json('GET', path, undefined, 200);
    await rater.json('GET', path, undefined, 403);
    expect((await platform.request(path)).status).toBe(401);
  }
  for (const path of reads.slice(1)) await stranger.json('GET', path, undefined, 404);
  expect(await stranger.json('GET', '/v1/campaigns')).toEqual({ data: [], next_cursor: null });
  const pair = { prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b: 'y' };
  const writes: [string, string, unknown][] = [
    ['PATCH', `/v1/campaigns/${id}`, { state: 'closed' }],
    ['POST', `/v1/campaigns/${id}/comparisons`, { comparisons: [pair] }],
  ];
  for (const [method, path, body] of writes) {
    await reader.json(method, path, body, 403);
    await stranger.json(method, path, body, 404);
  }
  await reader.json('POST', '/v1/campaigns', { name: 'mine' }, 403);
  await owner.json('GET', `/v1/campaigns/${id}/ratings?cursor=nonsense`, undefined, 400);
  expect(await owner.json('GET', `/v1/campaigns/${id}`)).toMatchObject({ state: 'open', comparison_count: 1 });
});

test('raters are told why a paused or closed campaign hands out nothing', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, rating_url);
  await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'paused' });
  const paused = await rater.request(`/v1/assignments?campaign_id=${id}`);
  expect([paused.status, await paused.json()]).toMatchObject([409, { detail: expect.stringContaining('is paused') }]);
  await expect(openRater(platform, rating_url)).rejects.toThrow('409');
  await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'closed' });
  const closed = await rater.request(`/v1/assignments?campaign_id=${id}`);
  expect([closed.status, await closed.json()]).toMatchObject([410, { detail: expect.stringContaining('is closed') }]);
  await expect(openRater(platform, rating_url)).rejects.toThrow('410');
});

test.concurrent('a campaign of single responses hands out one answer and takes a score, not a choice', async () => {
  const project = await platform.project();
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'How good?', kind: 'single' });
  expect(campaign.question).toBe('How good is this answer?');
  const add = (comparison: Record<string, unknown>) =>
    project.request(`/v1/campaigns/${campaign.id}/comparisons`, {
      method: 'POST',
      body: JSON.stringify({ comparisons: [comparison] }),
      headers: { 'content-type': 'application/json' },
    });
  const refused = await add({ prompt: 'Why?', response_a: 'x', model_a: 'm1', response_b: 'y', model_b: 'm2' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    errors: [{ path: 'comparisons.0.model_b' }, { path: 'comparisons.0.response_b' }],
  });
  expect((await add({ prompt: 'Why?', response_a: 'Because.', model_a: 'm1' })).status).toBe(201);
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments();
  expect(assignments).toMatchObject([{ left: 'Because.', right: null }]);
  const token = assignments[0]?.token ?? '';
  expect((await rater.rate(token, 'left')).status).toBe(400);
  expect((await rater.rate(token, undefined, { score: 4 })).status).toBe(202);
  await waitForRatings(project, campaign.id, 1);
  const { data } = await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${campaign.id}/ratings`);
  expect(data).toMatchObject([{ choice: 'scored', score: 4, model_left: 'm1', model_right: '', winner: null }]);
});

test.concurrent('a gold comparison is rated like any other and counts on no board', async ({ expect }) => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [['x', 'y']], { gold_share: 0.5 });
  await project.json('POST', `/v1/campaigns/${campaign.id}/comparisons`, {
    comparisons: [{ prompt: '2 + 2?', response_a: '4', response_b: '5', model_a: 'x', model_b: 'y', gold: 'a' }],
  });
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments(10);
  expect(assignments.length).toBe(2);
  for (const { token } of assignments) expect((await rater.rate(token, 'tie')).status).toBe(202);
  const ratings = () => project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${campaign.id}/ratings`);
  await expect
    .poll(async () => (await ratings()).data.map(({ gold }) => gold).sort(), { timeout: 15_000 })
    .toEqual([false, true]);
  expect(rater.traffic()).not.toContain('gold');
  const board = await project.json<{ id: string }>('POST', '/v1/leaderboards', {
    name: 'b',
    campaign_id: campaign.id,
    method: 'win-rate',
  });
  const { snapshot } = await project.json<{ snapshot: { rows: unknown } }>(
    'POST',
    `/v1/leaderboards/${board.id}/refresh`,
  );
  expect(snapshot.rows).toMatchObject([{ ties: 1 }, { ties: 1 }]);
});

test.concurrent('settings change while it runs, and what gives ratings their meaning stays once there are some', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [], { state: 'paused', reasons: ['shorter'], criteria: ['tone'] });
  expect(campaign.state).toBe('paused');
  const path = `/v1/campaigns/${campaign.id}`;
  const patch = (body: unknown, status = 200) => project.json<Campaign>('PATCH', path, body, status);
  const settings = { instructions: 'Read both.', overlap: 3, budget: 9, target: { top: 2, confidence: 0.9 } };
  expect(await patch(settings)).toMatchObject({ ...settings, state: 'paused', reasons: ['shorter'] });
  expect(await patch({ target: null, kind: 'single' })).toMatchObject({ target: null, kind: 'single', budget: 9 });
  await patch({ kind: 'pair', state: 'open', question: 'Which is truer?' });
  await project.json('POST', `${path}/comparisons`, {
    comparisons: [{ prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b: 'y' }],
  });
  expect(await patch({ kind: 'single' }, 409)).toMatchObject({ detail: expect.stringContaining('kind') });
  const rater = await openRater(platform, campaign.rating_url);
  for (const { token } of (await rater.assignments()).assignments) await rater.rate(token, 'left');
  await waitForRatings(project, campaign.id, 1);
  for (const change of [{ question: 'Which is nicer?' }, { criteria: [] }, { content: 'code' }, { choices: {} }])
    await patch({ ...change, ...('choices' in change ? { choices: { tie: false } } : {}) }, 409);
  // What is as it was changes nothing, and so is no fault.
  expect(await patch({ question: 'Which is truer?', comments: 'off' })).toMatchObject({ comments: 'off' });
  await patch({ overlap: 0 }, 400);
  const log = await project.json<{ data: { action: string; details: unknown }[] }>('GET', '/v1/audit');
  expect(log.data.filter(({ action }) => action === 'campaign.update').map(({ details }) => details)).toEqual([
    { changed: ['comments'] },
    { changed: ['question', 'kind'] },
    { changed: ['kind', 'target'] },
    { changed: ['instructions', 'overlap', 'budget', 'target'] },
  ]);
});
