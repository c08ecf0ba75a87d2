import { expect, test } from 'vitest';
import type { Rating } from '../../schema/contracts/campaigns.ts';
import type { Job } from '../../schema/contracts/jobs.ts';
import { openTestPlatform } from '../platform.ts';
import { importLines } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

const learners = [
  { recipe: 'edge_judge', params: {} },
  { recipe: 'dpo', params: { model: 'tiny-arithmetic' } },
  { recipe: 'reward_model', params: { model: 'tiny-arithmetic' } },
];

test.each(learners)('a $recipe job gets a campaign, held ratings left out, sides kept', async ({ recipe, params }) => {
  const project = await platform.project();
  const runner = await platform.key(project, ['runner']);
  const { id } = await makeCampaign(project, []);
  const comparisons = ['y', 'z'].map((model_b) => ({
    ...{ prompt: 'p', response_a: 'first', response_b: 'second', model_a: 'x', model_b },
  }));
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
  const [pair, other] = ids;
  await importLines(project, id, [
    { comparison_id: pair, rater: 'ann', choice: 'a' },
    { comparison_id: pair, rater: 'bob', choice: 'b', shown_first: 'b' },
    { comparison_id: pair, rater: 'eve', choice: 'tie' },
    { comparison_id: pair, rater: 'bot', choice: 'b' },
  ]);
  const { data } = await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`);
  const [bot, eve, bob, ann] = data.map(({ rater_id }) => rater_id);
  await project.json('PATCH', `/v1/campaigns/${id}/raters/${bot}`, { held: true });

  const job = await project.json<Job>('POST', '/v1/jobs', { recipe, params: { ...params, campaign: id } });
  const ask = { name: 'box', labels: [], recipes: [recipe], version: '1', device: 'cpu' };
  await runner.json('POST', '/v1/runner/leases', { ...ask, job_id: job.id, wait_ms: 10_000 }, 200);
  const pinned = await (await runner.request(`/v1/runner/jobs/${job.id}/inputs/campaign`)).text();
  const lines = pinned
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const item = (comparison: string | undefined, model_b: string) => ({
    item: { id: comparison, prompt: 'p', metadata: {} },
    responses: [
      { id: 'a', model: 'x', content: 'first' },
      { id: 'b', model: model_b, content: 'second' },
    ],
  });
  const rating = (rater: string | undefined, choice: string) => ({
    rating: { comparison_id: pair, rater, choice, judge: false, probability: null },
  });
  expect(lines).toHaveLength(5);
  expect(lines).toEqual(expect.arrayContaining([item(pair, 'y'), item(other, 'z')]));
  expect(lines.slice(2)).toEqual([rating(ann, 'a'), rating(bob, 'b'), rating(eve, 'tie')]);
});

test('a campaign of nobody, or of another project, is refused', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(await platform.project(), []);
  const problem = await project.json<{ detail: string }>(
    'POST',
    '/v1/jobs',
    { recipe: 'edge_judge', params: { campaign: id } },
    400,
  );
  expect(problem.detail).toContain(`there is no campaign ${id}`);
});

test('a dataset and a campaign in its place: neither is refused, and both where they cannot be joined', async () => {
  const project = await platform.project();
  const { id: campaign } = await makeCampaign(project, []);
  const { id: dataset } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'Marked' });
  const detailOf = async (params: Record<string, unknown>, recipe = 'dpo') => {
    const model = recipe === 'dpo' ? { model: 'tiny-arithmetic' } : {};
    const body = { recipe, params: { ...model, ...params } };
    return (await project.json<{ detail: string }>('POST', '/v1/jobs', body, 400)).detail;
  };
  expect(await detailOf({})).toBe('params.campaign: dataset and campaign are both missing: give one of the two');
  expect(await detailOf({ dataset: null, campaign: '' })).toContain('both missing');
  expect(await detailOf({ dataset, campaign })).toContain('both given');
  const neither = 'params.campaign: dataset and campaign are both missing: give one of the two, or both';
  expect(await detailOf({}, 'edge_judge')).toBe(neither);
  await project.json('POST', '/v1/jobs', { recipe: 'edge_judge', params: { dataset, campaign } }, 201);
});
