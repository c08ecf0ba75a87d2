import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { Campaign, Invitation } from '../../schema/contracts/index.ts';
import { openRater } from '../edge/rater.ts';
import { loopbackModel } from '../loopback-model.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSoundEverywhere } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();
const model = loopbackModel();

const idOf = (page: Page) => new URL(page.url()).pathname.split('/')[2] ?? '';

test('a campaign with every setting is made from folded groups, by keyboard too, and changed later', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns`);
  await page.getByLabel('Name', { exact: true }).fill('Truth first');
  for (const title of ['What raters see and answer', 'Who rates, and how much', 'Recruitment platform']) {
    await page.locator('summary', { hasText: title }).focus();
    await page.keyboard.press('Enter');
  }
  await page.getByLabel('Answers are').selectOption('markdown');
  await page.getByLabel('Both good').check();
  await page.getByLabel('Extra criteria').fill('accuracy\ntone');
  await page.getByLabel('Reasons to tick').fill('more correct');
  await page.getByLabel('Ratings of each comparison').fill('2');
  await page.getByLabel('Ratings in all').fill('40');
  await page.getByLabel('Pause when the first models').check();
  await page.getByLabel('How many places').fill('1');
  await page.getByLabel('Raters come from a recruitment platform').check();
  await page.getByLabel('Completion code').fill('C0DE');
  await page.locator('summary', { hasText: 'Questions about the instructions' }).click();
  await page.getByRole('button', { name: 'Add a question' }).click();
  await page.getByLabel('Question 1', { exact: true }).fill('What counts?');
  await page.getByLabel('Answers to question 1').fill('Length\nTruth');
  await page.getByLabel('Right answer to question 1').selectOption('1');
  await page.getByLabel('Open it later').check();
  await expectSoundEverywhere(page);
  await page.getByRole('button', { name: 'Make campaign' }).click();
  await page.getByRole('heading', { level: 1, name: 'Truth first' }).waitFor();
  const path = `/v1/campaigns/${idOf(page)}`;
  expect(await project.json('GET', path)).toMatchObject({
    state: 'paused',
    content: 'markdown',
    choices: { tie: true, both_good: true, both_bad: true, strength: false },
    criteria: ['accuracy', 'tone'],
    reasons: ['more correct'],
    overlap: 2,
    budget: 40,
    target: { top: 1, confidence: 0.95 },
    recruitment: { participant_parameter: 'PROLIFIC_PID', completion_code: 'C0DE', completion_url: null },
    check: [{ question: 'What counts?', answers: ['Length', 'Truth'], correct: 1, explanation: '' }],
  });
  await page.getByText('/rate?PROLIFIC_PID={id}#').waitFor();

  await page.getByRole('link', { name: 'Settings', exact: true }).last().click();
  await page.getByLabel('Instructions').fill('Prefer what is true.');
  await page.locator('summary', { hasText: 'Who rates, and how much' }).click();
  await page.getByLabel('Ratings in all').fill('');
  await expectSoundEverywhere(page);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await vi.waitFor(async () =>
    expect(await project.json('GET', path)).toMatchObject({ instructions: 'Prefer what is true.', budget: null }),
  );
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('single responses are drawn from a dataset, scored by people with personal links, and shown with their spread', async () => {
  const page = await signedIn();
  const { id: dataset } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'Sums' });
  const names = ['q1', 'q2'];
  await project.json('POST', `/v1/datasets/${dataset}/items`, {
    items: names.map((external_id) => ({ external_id, prompt: external_id, metadata: { topic: 'sums' } })),
  });
  await project.json('POST', `/v1/datasets/${dataset}/responses`, {
    responses: names.flatMap((item_id) => ['small', 'large'].map((model) => ({ item_id, model, content: model }))),
  });
  const { id } = await project.json<Campaign>('POST', '/v1/campaigns', {
    name: 'How good?',
    kind: 'single',
    access: 'invited',
    overlap: 2,
  });
  await page.goto(`${platform.url}/campaigns/${id}?tab=comparisons`);
  await page.getByText('No comparison yet').waitFor();
  await page.getByLabel('Dataset').selectOption(dataset);
  await page.locator('summary', { hasText: 'Models and tags' }).click();
  await page.getByLabel('Tags from this metadata').fill('topic');
  await page.getByRole('button', { name: 'Draw comparisons' }).click();
  await page.getByText('4 comparisons added from 2 items').waitFor();
  await page.getByRole('region', { name: 'Comparisons' }).getByText('large').first().waitFor();
  const csv = 'prompt,response_a,model_a,gold,tags\n2 + 2?,4,known,5,easy;sums\n3 + 3?,7,known,9,\n';
  await page
    .getByLabel('Or a file')
    .setInputFiles({ name: 'gold.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByText('has the gold answer 9').waitFor();
  await page
    .getByLabel('Or a file')
    .setInputFiles({ name: 'gold.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.replace(',9,', ',5,')) });
  await vi.waitFor(async () =>
    expect(await page.getByLabel('Comparisons (JSONL)').inputValue()).toContain('"gold":"5"'),
  );
  await page.getByRole('button', { name: 'Add comparisons' }).click();
  await page.getByText('2 comparisons added.').first().waitFor();
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  await page.getByLabel('Files').setInputFiles({ name: 'dot.gif', mimeType: 'image/gif', buffer: gif });
  await page.getByText('image/gif').waitFor();
  await expectSoundEverywhere(page);

  await page.goto(`${platform.url}/campaigns/${id}`);
  expect(await page.getByRole('heading', { name: 'Link for raters' }).count()).toBe(0);
  await page.getByLabel('Names, one a line').fill('Ada\nGrace');
  await page.getByRole('button', { name: 'Make personal links' }).click();
  await page.getByRole('rowheader', { name: 'Ada' }).waitFor();
  const { data } = await project.json<{ data: Invitation[] }>('GET', `/v1/campaigns/${id}/invitations`);
  for (const { rating_url } of data) {
    const rater = await openRater(platform, rating_url);
    for (const { token, left } of (await rater.assignments(10)).assignments)
      await rater.rate(token, undefined, { score: left === 'large' ? 5 : 3 });
  }
  await page.getByRole('region', { name: 'Scores' }).getByText('5.00').first().waitFor({ timeout: 30_000 });
  // A judge of scores beside them, on a scale of its own: 9 of 0 to 12 is 4 of 1 to 5.
  model.on({}, { json: { reason: 'so', verdict: 9 } });
  const { id: judge_id } = await project.json<{ id: string }>('POST', '/v1/judges', {
    ...{ name: 'grader', mode: 'score', options: { scale: { min: 0, max: 12 } } },
    provider: { kind: 'chat', base_url: model.base_url, model: 'any' },
  });
  await project.json('POST', '/v1/judgment-batches', { judge_id, source: { kind: 'campaign', campaign_id: id } });
  const whose = page.getByLabel('Scores of');
  await whose.waitFor({ timeout: 60_000 });
  await whose.selectOption(judge_id);
  await page.getByRole('region', { name: 'Scores' }).getByText('4.00').first().waitFor();
  await expectSoundEverywhere(page);
  await page.getByRole('button', { name: 'Withdraw the link of Grace' }).click();
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByText('withdrawn', { exact: true }).waitFor();
  await expectSoundEverywhere(page);

  await page.getByRole('link', { name: 'Ratings', exact: true }).last().click();
  await page.getByRole('region', { name: 'Ratings' }).getByText('5 of 5').first().waitFor();
  await expectSoundEverywhere(page);
});
