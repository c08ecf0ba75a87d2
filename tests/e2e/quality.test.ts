import { expect, test, vi } from 'vitest';
import { blocCrowd } from '../edge/bloc-crowd.ts';
import { rateAll, ratedOf } from '../edge/crowd-of.ts';
import { honest, ratedBy } from '../edge/people.ts';
import { makeCampaign, openRater } from '../edge/rater.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, expectSoundEverywhere, phone } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

test('a campaign’s quality: figures, the review queue by keyboard, and one rater, on a desk, a phone and in the dark', async () => {
  const { id } = await makeCampaign(project, [], { name: 'Crowd' });
  await rateAll(project, id, ratedBy({ ...honest, clicker: 'left', sprinter: 'hasty' }, 40, 1));
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns/${id}`);
  await page.getByRole('link', { name: 'Quality' }).click();
  await page.getByText('Krippendorff’s alpha, nominal').waitFor();
  const waiting = (hasText: string) => page.locator('section.card', { hasText, has: page.getByLabel('Note') });
  const sprinter = waiting('Faster than it can be read');
  await sprinter.getByText(/Took 0.9 s for/).waitFor();
  await expectSound(page);

  // By keyboard alone: a note, then Enter holds; on the other, Tab to "Clear" and Space.
  await sprinter.getByLabel('Note').focus();
  await page.keyboard.type('reads nothing');
  await page.keyboard.press('Enter');
  await sprinter.waitFor({ state: 'detached' });
  const clicker = waiting('Always the same side');
  await clicker.getByLabel('Note').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: 'Nothing waits for a decision' }).waitFor();

  await page.getByLabel('State').selectOption('held');
  const table = page.getByRole('region', { name: 'Raters' });
  await table.getByRole('row').nth(1).getByText('held').waitFor();
  await table.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: /^Rater …/ }).waitFor();
  await page.getByText('reads nothing', { exact: false }).first().waitFor();
  await page.getByText('40 ratings; ratings held back.').waitFor();
  const rater = page.url();
  for (const screen of [{}, phone, { colorScheme: 'dark' as const }]) {
    const other = await signedIn(screen);
    await other.goto(rater);
    await other.getByRole('heading', { level: 2, name: 'Evidence' }).waitFor();
    await other.getByRole('region', { name: 'Ratings' }).getByRole('row').nth(1).waitFor();
    await expectSound(other);
    await other.goto(`${platform.url}/campaigns/${id}?tab=quality`);
    await other.getByText('Krippendorff’s alpha, nominal').waitFor();
    await other.getByRole('region', { name: 'Raters' }).getByRole('row').nth(1).waitFor();
    await expectSound(other);
    await other.context().close();
  }
});

test('what did not count stands with its reason: a second answer, and a token that was changed', async () => {
  const { id, rating_url } = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, rating_url);
  const { token = '' } = (await rater.assignments()).assignments[0] ?? {};
  for (const choice of ['left', 'right'] as const) expect((await rater.rate(token, choice)).status).toBe(202);
  const [head, , mark] = token.split('.');
  const claim = Buffer.from(JSON.stringify({ project_id: project.project_id, campaign_id: id })).toString('base64url');
  expect((await rater.rate(`${head}.${claim}.${mark}`, 'left')).status).toBe(401);
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns/${id}?tab=quality`);
  const table = page.getByRole('region', { name: 'Ratings that do not count' });
  await vi.waitFor(
    async () => {
      await page.reload();
      await table.getByText('Says something else than the first one').waitFor({ timeout: 2_000 });
      await table.getByText('Not signed here').waitFor({ timeout: 2_000 });
    },
    { timeout: 30_000 },
  );
  await expectSoundEverywhere(page);
});

test('before the first rating the page says what will be there', async () => {
  const { id } = await makeCampaign(project, []);
  const page = await signedIn(phone);
  await page.goto(`${platform.url}/campaigns/${id}?tab=quality`);
  await page.getByRole('heading', { name: 'No rating yet' }).waitFor();
  await page.getByRole('heading', { name: 'No rater yet' }).waitFor();
  await expectSound(page);
});

test('a group that votes for one model is named on the page, with its likely members', async () => {
  const { id } = await makeCampaign(project, []);
  const truth = Array.from({ length: 12 }, (_, i) => 0.3 * i);
  const { votes } = blocCrowd({
    seed: 1,
    truth,
    raters: 80,
    each: 30,
    bloc: { share: 0.2, about: 2, direction: 'for' },
  });
  await rateAll(project, id, ratedOf(votes));
  const page = await signedIn(phone);
  await page.goto(`${platform.url}/campaigns/${id}?tab=quality`);
  const card = page.locator('section.card', { hasText: 'Groups that vote for or against one model' });
  await card.getByText(/^m2 is preferred by a group of raters whatever it is compared with: about 1\d,/).waitFor();
  await expectSound(page);
  await card.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: /^Rater …/ }).waitFor();
});
