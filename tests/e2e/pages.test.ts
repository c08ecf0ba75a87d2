import { beforeAll, expect, test } from 'vitest';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, phone, signIn } from './walk.ts';

const { platform, project, open } = await dashboardWalk();
let places: string[];
/** The parts of a leaderboard's page besides its ranking, here of one that nothing was rated for. */
const board_parts = ['matrix', 'cycles', 'pair', 'sides', 'history', 'sampling', 'share'];

/** A project with one of everything that a page can show without a runner. */
beforeAll(async () => {
  const make = async (path: string, body: unknown) =>
    (await project.json<{ id: string }>('POST', `/v1/${path}`, body)).id;
  const provider = { kind: 'rule', verifier: 'numeric', options: {} };
  const judge_id = await make('judges', { name: 'numbers', mode: 'reference', provider });
  const judgment = await make('judgments', { judge_id, response: 'It is 5.', reference: '5' });
  const dataset = await make('datasets', { name: 'Sums' });
  const unanswerable = { prompt: 'What is the sum of all primes?', external_id: 'no reference' };
  await make(`datasets/${dataset}/items`, {
    items: [{ prompt: 'What is 2 + 3?', reference: '5', external_id: 'q' }, unanswerable],
  });
  await make(`datasets/${dataset}/responses`, {
    responses: [
      { item_id: 'q', model: 'small', content: '5', correct: true },
      { item_id: 'no reference', model: 'small', content: '7' },
    ],
  });
  const campaign = await make('campaigns', { name: 'First look' });
  const pair = { prompt: 'Name a prime.', response_a: '7', response_b: '8', model_a: 'small', model_b: 'large' };
  await make(`campaigns/${campaign}/comparisons`, { comparisons: [pair] });
  const leaderboard = await make('leaderboards', { name: 'Crowd', campaign_id: campaign });
  const attempts = [1, 2].flatMap((attempt) =>
    ['a', 'b'].map((question) => ({ question, attempt, correct: attempt === 2 })),
  );
  const labels = [{ judgment_id: judgment, label: 'correct' }];
  const evaluation = await make(`judges/${judge_id}/evaluations`, { source: { kind: 'judgments', judgments: labels } });
  const report = await make('self-correction-reports', { name: 'Two tries', source: { kind: 'attempts', attempts } });
  const job = await make('jobs', { recipe: 'generate', params: { dataset, model: 'tiny-arithmetic' } });
  const batch = await make('judgment-batches', { judge_id, source: { kind: 'dataset', dataset_id: dataset } });
  const critic_id = await make('critics', { name: 'sums', panel: [{ kind: 'arithmetic' }] });
  const work = { prompt: 'What is 2 + 3 + 4?', response: '2 + 3 = 5\n5 + 4 = 8\nSo 8 it is.' };
  const critique = await make('critiques', { critic_id, ...work });
  // Nobody listens at port 9: a refinement that failed is also one to show.
  const model = { kind: 'chat', base_url: 'http://127.0.0.1:9/v1', model: 'none', max_retries: 0 };
  const refinement = await make('refinements', { request: { prompt: 'x', model, strategy: 'intrinsic' } });
  const webhook = await make('webhooks', { url: 'https://example.org/told', events: ['campaign.state_changed'] });
  // Written down, and sent by nobody: the cron does not run here.
  const told = await make('campaigns', { name: 'Paused' });
  await project.json('PATCH', `/v1/campaigns/${told}`, { state: 'paused' });
  const one = {
    judgments: judgment,
    batches: batch,
    critiques: critique,
    refinements: refinement,
    datasets: dataset,
    campaigns: campaign,
    leaderboards: leaderboard,
    reports: report,
    jobs: job,
  };
  const details = Object.entries(one).map(([noun, id]) => `${noun}/${id}`);
  places = [
    '',
    ...Object.keys(one),
    ...details,
    ...board_parts.map((tab) => `leaderboards/${leaderboard}?tab=${tab}`),
    `judges/${judge_id}`,
    `evaluations/${evaluation}`,
    'judges',
    'jobs/new',
    'refinements/new',
    `reports/${report}/compare?with=${report}`,
    'critics',
    `critics/${critic_id}`,
    'models',
    'playground',
    'keys',
    'settings',
    'webhooks',
    `webhooks/${webhook}`,
    'audit',
    'no-such-page',
  ];
});

test('every page: axe finds nothing, in the dark every text stands out, on a phone everything fits', async () => {
  const page = await open();
  await signIn(page, platform.url, project.key);
  for (const place of places) {
    await page.goto(`${platform.url}/${place}`);
    await page.locator('h1').waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await expectSound(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectSound(page, 'color-contrast');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 740 });
    await expectSound(page, 'target-size');
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});

test('a critique is made by hand, and its page marks each step', async () => {
  const page = await open();
  await signIn(page, platform.url, project.key);
  await page.goto(`${platform.url}/critiques`);
  await page.getByLabel('Prompt').fill('6 boxes of 7 pens, 2 lost. How many are left?');
  await page.getByLabel('Response').fill('6 * 7 = 42\n42 - 2 = 41');
  await page.getByRole('button', { name: 'Critique it' }).click();
  await page.getByRole('link', { name: 'Details' }).click();
  await page.getByRole('heading', { level: 1, name: 'Critique' }).waitFor();
  const marks = page.locator('.steps > li');
  await marks.nth(1).waitFor();
  expect(await marks.count()).toBe(2);
  expect(await marks.nth(0).getAttribute('data-verdict')).toBe('correct');
  expect(await marks.nth(1).getAttribute('data-verdict')).toBe('wrong');
  expect(await marks.nth(1).innerText()).toContain('40 is not 41');
  expect(await marks.nth(1).innerText()).toContain('first wrong step');
});

test('on a phone the menu opens, leads on and closes', async () => {
  const page = await open(phone);
  await signIn(page, platform.url, project.key);
  await page.getByRole('button', { name: 'Menu' }).tap();
  await expectSound(page);
  await page.getByRole('link', { name: 'Datasets', exact: true }).first().tap();
  await page.getByRole('heading', { level: 1, name: 'Datasets' }).waitFor();
  expect(await page.getByRole('link', { name: 'Audit log' }).isVisible()).toBe(false);
});
