import { expect, test } from 'vitest';
import type { Job } from '../../schema/contracts/index.ts';
import { rateAll } from '../edge/crowd-of.ts';
import { honest, ratedBy } from '../edge/people.ts';
import { makeCampaign } from '../edge/rater.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSoundEverywhere } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

test.each(['dpo', 'reward_model'])('a %s job is made from a campaign that is picked in its form', async (recipe) => {
  const { id: campaign } = await makeCampaign(project, [], { name: `Votes for ${recipe}` });
  await rateAll(project, campaign, ratedBy(honest, 4, 1));
  const { id: dataset } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: `Marked for ${recipe}` });
  const page = await signedIn();
  await page.goto(`${platform.url}/jobs/new?recipe=${recipe}`);
  await page.getByLabel('model (required)').fill('tiny-arithmetic');
  const [data, votes] = [page.getByLabel('dataset', { exact: true }), page.getByLabel('campaign', { exact: true })];
  await expectSoundEverywhere(page);
  const start = page.getByRole('button', { name: 'Start job' });

  // Neither, and both, are jobs that can only fail.
  await start.click();
  await page.getByText('Give one of dataset and campaign.', { exact: true }).first().waitFor();
  expect(await data.evaluate((one) => one === document.activeElement)).toBe(true);
  await expectSoundEverywhere(page);
  await data.selectOption({ label: `Marked for ${recipe} (0 items)` });
  await votes.selectOption({ label: `Votes for ${recipe}` });
  await page.getByText('Give one of dataset and campaign, not both.').first().waitFor();
  await data.focus();
  await page.keyboard.press('Home');
  expect(await data.inputValue()).toBe('');
  await page.getByText('Give one of dataset and campaign').first().waitFor({ state: 'detached' });
  await start.click();
  await page.getByRole('heading', { level: 1, name: recipe }).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const job = await project.json<Job>('GET', `/v1/jobs/${id}`);
  expect([job.recipe, job.params]).toEqual([recipe, { model: 'tiny-arithmetic', campaign }]);

  await page.goto(`${platform.url}/jobs/new?recipe=${recipe}`);
  await page.getByLabel('model (required)').fill('tiny-arithmetic');
  await data.selectOption(dataset);
  await start.click();
  await page.getByRole('heading', { level: 1, name: recipe }).waitFor();
  const other = await project.json<Job>('GET', `/v1/jobs/${new URL(page.url()).pathname.split('/').at(-1)}`);
  expect(other.params).toEqual({ model: 'tiny-arithmetic', dataset });
});
