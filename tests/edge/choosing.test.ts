import { expect, test } from 'vitest';
import { Strategy } from '../../schema/contracts/campaign-settings.ts';
import type { Rating } from '../../schema/contracts/campaigns.ts';
import { eventually, openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, type Rater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const models = ['model-1', 'model-2', 'model-3', 'model-4'];
const pairs = models.flatMap((one, i) => models.slice(i + 1).map((other): [string, string] => [one, other]));

/** Rates all that a rater is handed, one at a time, and answers with the prompts in their order. */
async function rateAll(rater: Rater, most = 1000): Promise<string[]> {
  const prompts: string[] = [];
  while (prompts.length < most) {
    const [next] = (await rater.assignments(1)).assignments;
    if (!next) break;
    prompts.push(String(next.prompt));
    await rater.rate(next.token, next.left.startsWith('second') ? 'right' : 'left');
  }
  return prompts;
}

const ratingsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings?limit=200`)).data;

test.each(Strategy.options)('by %s each rater gets every comparison once, and no name of a model', async (strategy) => {
  const project = await platform.project();
  const twice = [...pairs, ...pairs.map(([a, b]): [string, string] => [b, a])];
  const campaign = await makeCampaign(project, twice, { strategy, overlap: 2 });
  for (let person = 1; person <= 2; person++) {
    const rater = await openRater(platform, campaign.rating_url);
    const prompts = await rateAll(rater);
    expect(prompts.toSorted()).toEqual(twice.map((_, i) => `Question ${i}`).toSorted());
    expect(rater.traffic()).not.toMatch(/model-|gold/);
    await waitForRatings(project, campaign.id, person * twice.length);
  }
  // There are enough ratings of each: nobody is handed more, whatever was drawn before.
  expect((await (await openRater(platform, campaign.rating_url)).assignments(10)).assignments).toEqual([]);
});

test('retired models are not chosen, nor what a rater has sent and nobody stored yet', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, pairs, { strategy: 'information', overlap: 5 });
  const rater = await openRater(platform, campaign.rating_url);
  const first = await rateAll(rater, 2);
  await project.json('POST', `/v1/campaigns/${campaign.id}/retirements`, { model: 'model-4' });
  const rest = await rateAll(rater);
  const of_m4 = pairs.flatMap((pair, i) => (pair.includes('model-4') ? [`Question ${i}`] : []));
  expect(rest.filter((prompt) => of_m4.includes(prompt) || first.includes(prompt))).toEqual([]);
  expect(new Set([...first, ...rest, ...of_m4]).size).toBe(pairs.length);
});

test('Thompson sampling learns who is strong: after the ratings are counted, the best two meet most', async () => {
  const project = await platform.project();
  // Ten comparisons of each pair; the model of the lower number always wins.
  const many = pairs.flatMap((pair) => Array.from({ length: 10 }, () => pair));
  const campaign = await makeCampaign(project, many, { strategy: 'thompson', overlap: 100 });
  const teacher = await openRater(platform, campaign.rating_url);
  await rateAll(teacher, 40);
  await waitForRatings(project, campaign.id, 40);
  await project.json('POST', '/v1/leaderboards', { campaign_id: campaign.id, name: 'Board', method: 'bradley-terry' });
  const learned = async () => {
    const rater = await openRater(platform, campaign.rating_url);
    const places = (await rateAll(rater, 8)).map((prompt) => Number(prompt.split(' ')[1]));
    return places.filter((place) => many[place]?.includes('model-1')).length >= 7;
  };
  await eventually(learned);
});

test('gold comparisons come at the share asked for, each once to a rater, and no number tells which they were', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, Array(20).fill(['model-1', 'model-2']), {
    gold_share: 0.3,
    overlap: 1000,
  });
  const known = (i: number, gold: string) => ({
    ...{
      prompt: `Known ${i}`,
      response_a: 'first',
      response_b: 'second',
      model_a: 'model-1',
      model_b: 'model-2',
      gold,
    },
  });
  const comparisons = Array.from({ length: 6 }, (_, i) => known(i, i % 2 ? 'a' : 'b'));
  await project.json('POST', `/v1/campaigns/${campaign.id}/comparisons`, { comparisons });
  const places: number[] = [];
  let golden = 0;
  const people = 6;
  for (let person = 0; person < people; person++) {
    const rater = await openRater(platform, campaign.rating_url);
    expect(rater.session).toMatchObject({ rated: 0, total: 26 });
    const prompts = await rateAll(rater);
    const gold = prompts.filter((prompt) => prompt.startsWith('Known'));
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.length - gold.length).toBe(20);
    expect(rater.traffic()).not.toMatch(/model-|gold/);
    golden += gold.length;
    places.push(prompts.findIndex((prompt) => prompt.startsWith('Known')));
  }
  // Of 6 × 20 ordinary ones at 0.3 about 0.43 gold each, and at most 6 for each rater: all but certainly more than 12 in all.
  expect(golden).toBeGreaterThan(12);
  expect(new Set(places).size).toBeGreaterThan(1);
  await eventually(async () => {
    const stored = await ratingsOf(project, campaign.id);
    return stored.filter(({ gold }) => gold).length === golden && stored.length === people * 20 + golden;
  });
});
