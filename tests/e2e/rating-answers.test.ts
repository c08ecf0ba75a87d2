import { expect, test, vi } from 'vitest';
import { answer, openCampaign, press, ratingsOf, shownId, sums } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { desk, expectSound, phone } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

const slow = { timeout: 20_000, interval: 300 };

test('keyboard only: strengths, criteria, reasons, a required comment; taken back and changed; skipped and reported', async () => {
  const made = await openCampaign(project, sums(4), {
    criteria: ['style', 'safety'],
    reasons: ['more correct', 'shorter'],
    comments: 'required',
    choices: { tie: true, both_good: true, both_bad: true, strength: true },
  });
  const page = await open({ ...desk, colorScheme: 'dark' });
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  expect(await page.locator('.choices button').allInnerTexts()).toHaveLength(7);
  await expectSound(page);
  await press(page, '?');
  await page.getByRole('dialog').getByText('A is much better').waitFor();
  expect(await page.locator('dialog kbd').allInnerTexts()).toEqual([
    '⇧ ←',
    '1',
    '←',
    '2',
    '↓',
    '3',
    '4',
    '5',
    '→',
    '6',
    '⇧ →',
    '7',
    'Enter',
    'Esc',
    'u',
    's',
    'r',
    '?',
  ]);
  await expectSound(page);
  await press(page, 'Escape');

  const first = await shownId(page);
  await press(page, '7');
  await page.getByText('You chose: B is much better').waitFor();
  await expectSound(page);
  // The arrows answer the criteria one by one, and Enter does not pass without a comment.
  await press(page, 'ArrowLeft', 'ArrowDown');
  await page.getByLabel('shorter').focus();
  await page.keyboard.press('Space');
  await press(page, 'Enter');
  await page.getByText('Please write a short comment.').waitFor();
  await page.keyboard.type('Shorter is better here. ←');
  await page.getByRole('button', { name: 'Submit' }).focus();
  await page.keyboard.press('Enter');
  await page.locator(`.compare:not([data-assignment="${first}"])`).waitFor();
  expect(await page.locator('[data-rated]').getAttribute('data-rated')).toBe('1');

  await press(page, 'u');
  await page.locator(`[data-assignment="${first}"]`).waitFor();
  expect(await page.getByLabel('Comment').inputValue()).toBe('Shorter is better here. ←');
  expect(await page.getByLabel('shorter').isChecked()).toBe(true);
  await press(page, 'Escape');
  await press(page, 'ArrowLeft');
  await press(page, 'Enter');
  await page.locator(`.compare:not([data-assignment="${first}"])`).waitFor();

  await answer(page, 's');
  await press(page, 'r');
  await page.getByLabel('What is wrong with it?').fill('It names a person.');
  const reported = await shownId(page);
  await page.getByRole('button', { name: 'Report it' }).click();
  await page.locator(`.compare:not([data-assignment="${reported}"])`).waitFor();
  expect(await page.locator('[data-rated]').innerText()).toBe('1 of 2');
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(1), slow);
  const [rating] = await ratingsOf(project, made);
  expect(rating).toMatchObject({
    ...{ id: first, choice: 'left', strength: 1, reasons: ['shorter'], comment: 'Shorter is better here. ←' },
    criteria: { style: 'left', safety: 'tie' },
  });
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const skips = () =>
    db.prepare('SELECT kind, reason FROM skips WHERE campaign_id = ? ORDER BY kind').bind(made.id).all();
  await page.reload();
  await vi.waitFor(
    async () =>
      expect((await skips()).results).toEqual([
        { kind: 'report', reason: 'It names a person.' },
        { kind: 'skip', reason: '' },
      ]),
    slow,
  );
});

test('on a phone, in German and in light colors: one response at a time on a scale of 1 to 5', async () => {
  const made = await openCampaign(
    project,
    [1, 2, 3].map((n) => ({ prompt: `Frage ${n}`, response_a: `Antwort ${n}`, model_a: 'm' })),
    { kind: 'single', comments: 'off', question: 'Wie gut ist diese Antwort?' },
  );
  const page = await open({ ...phone, locale: 'de-DE', colorScheme: 'light' });
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await page.locator('html[lang="de"]').waitFor();
  expect(await page.title()).toContain('Antworten bewerten');
  expect(await page.locator('article').count()).toBe(1);
  expect(await page.getByText('Notiz').count()).toBe(0);
  await expectSound(page);
  for (const button of await page.locator('button').all()) {
    const box = await button.boundingBox();
    if (box) expect(Math.min(box.width, box.height), await button.innerText()).toBeGreaterThanOrEqual(44);
  }
  const id = await shownId(page);
  await page.getByRole('button', { name: 'Sehr gut' }).tap();
  await page.locator(`.compare:not([data-assignment="${id}"])`).waitFor();
  await page.getByText('1 von 3', { exact: true }).waitFor();
  await answer(page, '2');
  await page.getByRole('button', { name: 'Hilfe' }).tap();
  await expectSound(page);
  await page.getByLabel('Sprache').selectOption('en');
  await page.getByRole('dialog').getByRole('button', { name: 'My ratings' }).waitFor();
  await page.locator('html[lang="en"]').waitFor();
  await page.getByRole('button', { name: 'My ratings' }).tap();
  await page.getByText('Agreement with others').waitFor();
  await expectSound(page);
  await page.getByRole('button', { name: 'Close' }).last().tap();
  await page.reload();
  await page.getByRole('button', { name: 'Very good' }).waitFor();
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(2), slow);
  expect((await ratingsOf(project, made)).map(({ score }) => score).sort()).toEqual([2, 5]);
});

test('a campaign that speaks German speaks it to everybody who did not choose', async () => {
  const made = await openCampaign(project, sums(1), { language: 'de' });
  const page = await open();
  await page.goto(made.rating_url);
  await page.getByRole('button', { name: 'Überspringen' }).waitFor();
});

test('on a narrow phone no button is squeezed: a long name, scores, every choice, in both languages', async () => {
  const name = 'Which answer is more helpful to somebody who travels?';
  const all = { tie: true, both_good: true, both_bad: true, strength: true };
  const haiku = { prompt: 'Write a haiku.', response_a: 'old pond', model_a: 'x' };
  for (const language of ['en', 'de'])
    for (const made of [
      await openCampaign(project, sums(1), { name, language, choices: all }),
      await openCampaign(project, [haiku], { name, language, kind: 'single' }),
    ]) {
      const page = await open(phone);
      await page.goto(made.rating_url);
      await page.locator('.compare').waitFor();
      await expectSound(page);
      await page.context().close();
    }
});
