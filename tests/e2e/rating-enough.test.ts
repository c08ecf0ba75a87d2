import { expect, test } from 'vitest';
import type { Campaign } from '../../schema/contracts/index.ts';
import { openRater, waitForRatings } from '../edge/rater.ts';
import { answer, openCampaign, sums } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSoundEverywhere, phone } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

/** Has somebody else make so many ratings, and the campaign see that its budget is used up. */
async function useUp({ id, rating_url }: Campaign, count: number): Promise<void> {
  const rater = await openRater(platform, rating_url);
  for (const { token } of (await rater.assignments(count)).assignments)
    expect((await rater.rate(token, 'left')).status).toBe(202);
  await waitForRatings(project, id, count);
  await platform.scheduled();
  expect(await project.json('GET', `/v1/campaigns/${id}`)).toMatchObject({ state: 'paused', paused_by: 'budget' });
}

const recruitment = { completion_code: 'C0DE-18' };

test('whose last comparisons come after the budget is used up rates them, is thanked and gets the code, also later', async () => {
  const made = await openCampaign(project, sums(4), {
    budget: 3,
    overlap: 2,
    recruitment,
    name: 'Which answer is more helpful to a traveler?',
  });
  const page = await open();
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await answer(page, 'ArrowLeft');
  await useUp(made, 3);
  for (let n = 1; n < 4; n++) await answer(page, 'ArrowRight');
  await page.getByRole('button', { name: 'Finish' }).click();
  for (const visit of ['at the end', 'later', 'in another tab']) {
    const shown = visit === 'in another tab' ? await page.context().newPage() : page;
    if (visit === 'later') await page.reload();
    if (shown !== page) await shown.goto(made.rating_url);
    await shown.getByRole('heading', { name: 'Enough ratings, thank you!' }).waitFor();
    await shown.getByText('This campaign has all the ratings that it wanted.').waitFor();
    await shown.getByText('You rated 4 comparisons.').waitFor();
    await shown.getByText('Everything has been sent').waitFor();
    await shown.getByText('C0DE-18').waitFor();
    await expectSoundEverywhere(shown);
  }
  // What was handed out before counts.
  expect(await waitForRatings(project, made.id, 7)).toMatchObject({ rating_count: 7, budget: 3 });
});

test('who comes after the end is told so at once: no instructions to read, no code to take', async () => {
  const made = await openCampaign(project, sums(4), {
    budget: 2,
    recruitment,
    instructions: 'Read all of this first.',
  });
  await useUp(made, 2);
  const page = await open(phone);
  await page.goto(made.rating_url);
  await page.getByRole('heading', { name: 'Enough ratings, thank you!' }).waitFor();
  await page.getByText('This campaign has all the ratings that it wanted.').waitFor();
  for (const text of ['You rated', 'Everything has been sent', 'C0DE-18', 'Read all of this first'])
    expect(await page.getByText(text).count(), text).toBe(0);
  await expectSoundEverywhere(page);
  await project.json('PATCH', `/v1/campaigns/${made.id}`, { budget: 4, state: 'open' });
  await page.reload();
  await page.getByText('Read all of this first').waitFor();
});

test('who comes after the end answers no questions about the instructions either', async () => {
  const check = [{ question: 'What counts?', answers: ['Length', 'Truth'], correct: 1 }];
  const made = await openCampaign(project, sums(4), { budget: 2 });
  await useUp(made, 2);
  await project.json('PATCH', `/v1/campaigns/${made.id}`, { check });
  const page = await open();
  await page.goto(made.rating_url);
  await page.getByRole('heading', { name: 'There is nothing to rate at the moment.' }).waitFor();
  expect(await page.getByText('What counts?').count()).toBe(0);
  await expectSoundEverywhere(page);
  await project.json('PATCH', `/v1/campaigns/${made.id}`, { budget: 4, state: 'open' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('What counts?').waitFor();
});
