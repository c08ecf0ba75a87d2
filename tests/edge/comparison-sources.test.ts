import { expect, test } from 'vitest';
import type { Comparison } from '../../schema/contracts/campaigns.ts';
import type { ComparisonsDrawn } from '../../schema/contracts/comparison-sources.ts';
import { drawComparisons } from '../../workers/api/campaigns/draw.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

/** A dataset of three items with two attempts of each of three models; the third model answers the first item only. */
async function answered(project: TestProject): Promise<string> {
  const { id } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'answered' });
  const items = ['p0', 'p1', 'p2'].map((external_id) => ({
    external_id,
    prompt: `Question ${external_id}`,
    metadata: { topic: external_id === 'p0' ? ['sums', 'easy'] : 'words' },
  }));
  await project.json('POST', `/v1/datasets/${id}/items`, { items });
  const responses = items.flatMap(({ external_id }, at) =>
    ['m1', 'm2', ...(at === 0 ? ['m3'] : [])].flatMap((model) =>
      [1, 2].map((attempt) => ({
        item_id: external_id,
        model,
        attempt,
        content: `${model} ${external_id} ${attempt}`,
      })),
    ),
  );
  await project.json('POST', `/v1/datasets/${id}/responses`, { responses });
  return id;
}

const drawn = (project: TestProject, id: string, body: unknown) =>
  project.json<ComparisonsDrawn>('POST', `/v1/campaigns/${id}/comparisons/from-responses`, body);
const shown = async (project: TestProject, id: string) =>
  (await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons?limit=200`)).data;

test('every pair of models is drawn once, of their last attempts, with tags from the items', async () => {
  const project = await platform.project();
  const dataset_id = await answered(project);
  const { id } = await makeCampaign(project, []);
  const ask = { dataset_id, tags_from: 'topic' };
  expect(await drawn(project, id, ask)).toEqual({ items: 3, added: 5, repeated: 0, too_long: 0, next_cursor: null });
  expect(await drawn(project, id, ask)).toMatchObject({ added: 0, repeated: 5 });
  const comparisons = await shown(project, id);
  expect(
    comparisons.map(({ prompt, response_a, response_b, tags }) => [prompt, response_a, response_b, tags]).sort(),
  ).toEqual([
    ['Question p0', 'm1 p0 2', 'm2 p0 2', ['sums', 'easy']],
    ['Question p0', 'm1 p0 2', 'm3 p0 2', ['sums', 'easy']],
    ['Question p0', 'm2 p0 2', 'm3 p0 2', ['sums', 'easy']],
    ['Question p1', 'm1 p1 2', 'm2 p1 2', ['words']],
    ['Question p2', 'm1 p2 2', 'm2 p2 2', ['words']],
  ]);
});

test('attempts compete with each other, models can be picked, and single responses are drawn alone', async () => {
  const project = await platform.project();
  const dataset_id = await answered(project);
  const pair = await makeCampaign(project, []);
  expect(await drawn(project, pair.id, { dataset_id, attempts: 'each', models: ['m1'] })).toMatchObject({ added: 3 });
  expect((await shown(project, pair.id)).map(({ model_a, model_b }) => [model_a, model_b])).toEqual(
    Array(3).fill(['m1, attempt 1', 'm1, attempt 2']),
  );
  const single = await makeCampaign(project, [], { kind: 'single' });
  expect(await drawn(project, single.id, { dataset_id, attempts: 'first', models: ['m3', 'm2'] })).toMatchObject({
    added: 4,
  });
  expect((await shown(project, single.id)).map(({ response_a, model_b }) => [response_a, model_b]).sort()).toEqual([
    ['m2 p0 1', ''],
    ['m2 p1 1', ''],
    ['m2 p2 1', ''],
    ['m3 p0 1', ''],
  ]);
});

test('another project draws nothing from a dataset, and many items are drawn in stretches', async () => {
  const [project, stranger] = [await platform.project(), await platform.project()];
  const dataset_id = await answered(stranger);
  const { id } = await makeCampaign(project, []);
  await project.json('POST', `/v1/campaigns/${id}/comparisons/from-responses`, { dataset_id }, 404);
  const { id: many } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'many' });
  const names = Array.from({ length: 130 }, (_, at) => `i${at}`);
  await project.json('POST', `/v1/datasets/${many}/items`, {
    items: names.map((external_id) => ({ external_id, prompt: external_id })),
  });
  await project.json('POST', `/v1/datasets/${many}/responses`, {
    responses: names.flatMap((item_id) =>
      ['a', 'b', 'c'].map((model) => ({ item_id, model, content: model + item_id })),
    ),
  });
  let added = 0;
  let calls = 0;
  for (let cursor: string | null = null; calls === 0 || cursor !== null; calls++) {
    const answer: ComparisonsDrawn = await drawn(project, id, {
      dataset_id: many,
      pairs: 'random',
      per_item: 2,
      cursor,
    });
    added += answer.added;
    cursor = answer.next_cursor;
  }
  expect([added, calls]).toEqual([260, 2]);
});

test('a random draw takes pairs evenly, without repeating one, and the same for the same seed', () => {
  const responses = (item_id: string) =>
    ['a', 'b', 'c', 'd'].map((model) => ({ id: `${item_id}${model}`, item_id, model, sample: 0, attempt: 1, size: 1 }));
  const rule = { attempts: 'last', pairs: 'random', per_item: 2, seed: 7 } as const;
  const counts = new Map<string, number>();
  for (let item = 0; item < 3000; item++) {
    const names = drawComparisons('pair', responses(`itm_${item}`), rule).map((pair) =>
      pair.map(({ name }) => name).join(''),
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  // 6,000 draws of six pairs: 1,000 each, with a standard deviation of √(3000 · ⅓ · ⅔) ≈ 26.
  for (const pair of ['ab', 'ac', 'ad', 'bc', 'bd', 'cd'])
    expect(Math.abs((counts.get(pair) ?? 0) - 1000)).toBeLessThan(130);
  expect(drawComparisons('pair', responses('x'), rule)).toEqual(drawComparisons('pair', responses('x'), rule));
});
