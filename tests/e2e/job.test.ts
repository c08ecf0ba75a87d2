import { expect, test } from 'vitest';
import { start, temporaryFolder } from './running.ts';
import { browsing, expectSound, signIn } from './walk.ts';

const { page: open, errors } = browsing();

// The demo project's own first job may be ahead in the queue, hence the long waits.
test('a job: the form refuses what the recipe would, a real runner takes it, the page shows it live', async () => {
  const running = await start(['--port', '0', '--data', temporaryFolder()]);
  const { project, url } = running;
  const dataset = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'Tiny sums' });
  const items = [2, 3, 4].map((n) => ({ prompt: `${n}+${n}=`, reference: String(2 * n) }));
  await project.json('POST', `/v1/datasets/${dataset.id}/items`, { items });

  const page = await open();
  await signIn(page, url, project.key);
  await page.goto(`${url}/jobs/new?recipe=generate`);
  await page.getByLabel('temperature', { exact: true }).fill('-1');
  await page.getByText('Must be').waitFor();
  await page.getByRole('button', { name: 'Start job' }).click();
  await page.getByText('This must be given.').first().waitFor();
  await page.getByLabel('temperature', { exact: true }).fill('0.5');
  await page.getByLabel('model (required)').fill('tiny-arithmetic');
  await page.getByLabel('dataset (required)').selectOption(dataset.id);
  await page.getByLabel('n', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Start job' }).click();

  await page.locator('[data-state=succeeded]').waitFor({ timeout: 240_000 });
  await page.getByRole('region', { name: 'Files' }).getByRole('link').first().waitFor();
  await page.getByRole('heading', { name: 'Result' }).waitFor();
  await expectSound(page);
  await page.goto(`${url}/datasets/${dataset.id}`);
  await page.getByText('3 items, 6 responses').waitFor();

  await page.goto(`${url}/jobs/new?recipe=generate`);
  await page.getByLabel('model (required)').fill('no-such-model');
  await page.getByLabel('dataset (required)').selectOption(dataset.id);
  await page.getByRole('button', { name: 'Start job' }).click();
  await page.getByRole('heading', { name: 'The recipe stopped' }).waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  expect(errors).toEqual([]);
});
