import { expect, test } from 'vitest';
import type { Campaign } from '../../schema/contracts/index.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

test('ratings of another tool are tried, mended and imported on the campaign’s page', async () => {
  const { id } = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Elsewhere' });
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns/${id}?tab=ratings`);
  await page.getByLabel('Whose lines').selectOption('columns');
  await page.getByLabel('Column of choice').fill('vote');
  await page.getByLabel('Means a', { exact: true }).fill('1, first');
  await expectSound(page);
  const file = (vote: string) => ({
    name: 'votes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      `prompt,response_a,response_b,model_a,model_b,vote,rater\nWhy?,yes,no,small,large,${vote},ann\nWho?,me,you,small,large,b,ann`,
    ),
  });
  await page.getByLabel('File', { exact: true }).setInputFiles(file('one'));
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('"one" is none of 1, first').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(file('first'));
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('button', { name: 'Import 2 ratings' }).click();
  await page.getByText('Added 2 ratings and 2 comparisons').first().waitFor();
  const { data } = await project.json<{ data: unknown[] }>('GET', `/v1/campaigns/${id}/ratings`);
  expect(data).toHaveLength(2);
});
