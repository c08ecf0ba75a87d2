import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { loopbackModel } from '../loopback-model.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();
const model = loopbackModel();

const modelAt = async (page: Page, name: string) => {
  await page.getByLabel('Service', { exact: true }).selectOption('An address of your own');
  await page.getByLabel('Address', { exact: true }).fill(model.base_url);
  await page.getByLabel('Model', { exact: true }).fill(name);
};

test('a critic from the form, a refinement with it, watched to its end: attempts with diff and critique', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/critics`);
  await page.getByLabel('Name', { exact: true }).fill('Sums');
  await page.getByRole('button', { name: 'Make critic' }).click();
  await page.getByRole('link', { name: 'Sums v1' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sums v1' }).waitFor();

  model.on({ text: 'is wrong' }, '1. 6 * 7 = 42\n2. 42 - 2 = 40');
  model.on({}, { text: '1. 6 * 7 = 41\n2. 41 - 2 = 39', delay_ms: 300 });
  await page.goto(`${platform.url}/refinements/new`);
  await page.getByLabel('Strategy', { exact: true }).selectOption('critique-loop');
  await page.getByLabel('Critic', { exact: true }).selectOption({ label: 'Sums v1' });
  await modelAt(page, 'actor');
  await page.getByLabel('Prompt', { exact: true }).fill('6 boxes of 7 pens, 2 lost. How many are left?');
  await page.getByLabel('Calls', { exact: true }).fill('20');
  await expectSound(page);
  await page.getByRole('button', { name: 'Start refinement' }).click();
  await page.getByRole('heading', { level: 1, name: 'Refinement' }).waitFor();
  await page.locator('[data-state=done]').waitFor();
  await page.getByText('40', { exact: true }).first().waitFor();
  await page.locator('.version del').first().waitFor();
  expect(await page.locator('.version del').allInnerTexts()).toEqual(['41', '41', '39']);
  expect(await page.locator('.version ins').allInnerTexts()).toEqual(['42', '42', '40']);
  const marks = page.locator('.version .steps > li');
  expect(await marks.count()).toBe(2);
  expect(await marks.first().innerText()).toContain('42 is not 41');
  await page.getByText('Step 2 · turn 1 · critique').click();
  await page.getByRole('link', { name: 'The critique', exact: true }).first().waitFor();
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page, 'color-contrast');
});

test('a critic is measured against annotated solutions, from its page', async () => {
  const make = async (path: string, body: unknown) =>
    await project.json<{ id: string; ids: string[] }>('POST', path, body);
  const dataset = await make('/v1/datasets', { name: 'Annotated' });
  const critic = await make('/v1/critics', { name: 'Annotated sums', panel: [{ kind: 'arithmetic' }] });
  const solutions = [
    ['1. 2 + 2 = 4\n2. 4 + 3 = 8', 2],
    ['1. 2 + 2 = 5\n2. 5 + 3 = 8', 1],
    ['1. 2 + 2 = 4\n2. 4 + 3 = 7', 0],
  ] as const;
  const { ids } = await make(`/v1/datasets/${dataset.id}/items`, {
    items: solutions.map((_, at) => ({ prompt: `What is 2 + 2 + 3? (${at})` })),
  });
  await make(`/v1/datasets/${dataset.id}/responses`, {
    responses: solutions.map(([content, label], at) => ({
      item_id: ids[at],
      model: 'any',
      content,
      metadata: { label },
    })),
  });
  const page = await signedIn();
  await page.goto(`${platform.url}/critics/${critic.id}`);
  await page.getByText('Not measured yet.').waitFor();
  await page.getByLabel('Annotated dataset').selectOption(dataset.id);
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.getByText('F1 100.0 %').waitFor();
  await page.locator('figure.chart .plot svg').first().waitFor();
  await expectSound(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page, 'target-size');
});

test('a refinement that runs is seen step by step, and cancelled', async () => {
  const page = await signedIn();
  model.on({}, { text: 'It is 42.', delay_ms: 700 });
  await page.goto(`${platform.url}/refinements/new`);
  await modelAt(page, 'slow');
  await page.getByLabel('Prompt', { exact: true }).fill('What is 6 times 7?');
  await page.getByLabel('Turns', { exact: true }).fill('16');
  await page.getByRole('button', { name: 'Start refinement' }).click();
  await page.getByText('Step 2 · turn 2 · attempt').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('[data-state=cancelled]').waitFor();
  await page.getByText('it was cancelled').waitFor();
  expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  expect(model.requests.length).toBeLessThan(16);
});

test('what is wrong with a refinement is said at its field', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/refinements/new`);
  await page.getByLabel('Prompt', { exact: true }).fill('x');
  await page.getByLabel('Strategy', { exact: true }).selectOption('tree-search');
  await modelAt(page, 'any');
  await page.getByRole('button', { name: 'Start refinement' }).click();
  expect(await page.evaluate('document.activeElement.name')).toBe('judge_id');
  await page.getByLabel('Strategy', { exact: true }).selectOption('intrinsic');
  await page.getByLabel('Address', { exact: true }).fill('ftp://nowhere');
  await page.getByRole('button', { name: 'Start refinement' }).click();
  await vi.waitFor(async () => expect(await page.getByLabel('Address').getAttribute('aria-invalid')).toBe('true'));
  await expectSound(page);
});
