import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openTestPlatform } from '../platform.ts';
import { answer, openCampaign, ratingsOf, sums } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, phone } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

const check = [
  {
    question: 'What counts?',
    answers: ['The length', 'Whether the sum is right'],
    correct: 1,
    explanation: 'Length does not matter here.',
  },
  { question: 'May you guess?', answers: ['No', 'Yes'], correct: 0 },
];

test('the check is passed at the second try, and a recruited rater leaves with their code', async () => {
  const made = await openCampaign(project, sums(2), {
    ...{ check, instructions: 'Prefer the **right** sum.' },
    recruitment: { completion_code: 'C0DE-17', completion_url: 'https://platform.example/done?cc=C0DE-17' },
  });
  const page = await open(phone);
  await page.goto(made.rating_url.replace('#', '?PROLIFIC_PID=person-17#'));
  await page.getByRole('heading', { name: 'Before you start' }).waitFor();
  await page.locator('strong', { hasText: 'right' }).waitFor();
  await expectSound(page);
  const send = page.getByRole('button', { name: 'Check my answers' });
  await page.getByLabel('The length').check();
  await send.tap();
  await page.getByText('Please answer every question.').waitFor();
  await page.getByLabel('No').check();
  await send.tap();
  await page.getByText('1 answer was not right. You have 1 more try.').waitFor();
  await page.getByText('Length does not matter here.').waitFor();
  await expectSound(page);
  await page.getByLabel('Whether the sum is right').check();
  await send.tap();
  await page.locator('.compare').waitFor();
  await answer(page, 'ArrowLeft');
  await answer(page, 'ArrowLeft');
  await page.getByRole('button', { name: 'Finish' }).tap();
  await page.getByText('C0DE-17').waitFor();
  expect(await page.getByRole('link', { name: 'Finish at the platform' }).getAttribute('href')).toBe(
    'https://platform.example/done?cc=C0DE-17',
  );
  await expectSound(page);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const rows = await db.prepare('SELECT participant FROM raters WHERE campaign_id = ?').bind(made.id).all();
  expect(rows.results.map(({ participant }) => participant)).toContain('person-17');
  const raters = new Set((await ratingsOf(project, made)).map(({ rater_id }) => rater_id));
  expect(raters.size).toBe(1);
});

test('who fails the check twice is thanked, also after a reload', async () => {
  const made = await openCampaign(project, sums(2), { check });
  const page = await open();
  await page.goto(made.rating_url);
  await page.getByLabel('The length').check();
  await page.getByLabel('Yes').check();
  const send = page.getByRole('button', { name: 'Check my answers' });
  await send.click();
  await page.getByText('2 answers were not right.').waitFor();
  await send.click();
  await page.getByRole('heading', { name: 'Thank you for your interest' }).waitFor();
  await page.getByText('Length does not matter here.').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Thank you for your interest' }).waitFor();
  expect(await page.locator('.compare').count()).toBe(0);
});

test('who made their share is told so', async () => {
  const made = await openCampaign(project, sums(5), { ratings_per_rater: 2 });
  const page = await open();
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await answer(page, 'ArrowLeft');
  await answer(page, 'ArrowRight');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'Enough ratings, thank you!' }).waitFor();
  await page.getByText('as many ratings as one person may make').waitFor();
});

test('a campaign with a challenge: Cloudflare’s script runs in a frame of its own, and its token lets the rater in', async () => {
  const tokens: unknown[] = [];
  const verifier = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { response: token } = JSON.parse(body) as { response: string };
    tokens.push(token);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: token === 'a-person', hostname: '127.0.0.1', action: 'rate' }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void verifier.close());
  await new Promise((done) => verifier.once('listening', done));
  const guarded = await openTestPlatform({
    vars: {
      ASSAY_TURNSTILE_SITE_KEY: 'site-key',
      ASSAY_TURNSTILE_SECRET: 'secret',
      ASSAY_TURNSTILE_URL: `http://127.0.0.1:${(verifier.address() as AddressInfo).port}/`,
    },
  });
  const made = await openCampaign(await guarded.project(), sums(1), { challenge: true });
  const page = await open(phone);
  // A stand-in for Cloudflare's script, which asks for the key and hands out a token when it is pressed.
  await page.context().route('https://challenges.cloudflare.com/**', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `window.turnstile = { render: (place, { sitekey, action, callback }) => {
        const button = document.createElement('button');
        button.textContent = sitekey + ' ' + action;
        button.onclick = () => callback('a-person');
        document.querySelector(place).append(button);
      } };`,
    }),
  );
  await page.goto(made.rating_url);
  await page.getByRole('heading', { name: 'One check first' }).waitFor();
  await page.frameLocator('iframe').getByRole('button', { name: 'site-key rate' }).tap();
  await page.locator('.compare').waitFor();
  expect(tokens).toEqual(['a-person']);
});
