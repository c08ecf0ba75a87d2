import { expect, test } from 'vitest';
import type { Campaign } from '../../schema/contracts/index.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

test('ratings of another tool are tried, mended and imported on the campaign’s page', async () => {
  const { id } = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Elsewhere' });
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns/${id}?tab=ratings`);
  await page.getByLabel('Written by').selectOption('columns');
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

test('a large file goes in parts: problems by the file’s lines, a part that failed sent again, and no rating twice', async () => {
  const { id } = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Large' });
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns/${id}?tab=ratings`);
  await page.getByLabel('Written by').selectOption('columns');
  await page.getByLabel('Column of choice').fill('vote');
  const count = 300;
  // 12 MB in two parts; each record has two lines.
  const file = (wrong: number) => {
    const rows = Array.from({ length: count }, (_, at) => {
      const answer = `answer ${at}\n${'long '.repeat(8_000)}`;
      return `Question ${at}?,"${answer}",no,small,large,${at === wrong ? 'neither of them' : 'a'},ann`;
    });
    const text = ['prompt,response_a,response_b,model_a,model_b,vote,rater', ...rows].join('\n');
    return { name: 'votes.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  };
  const sent: string[] = [];
  await page.route('**/ratings/imports?*', async (route) => {
    const dry_run = new URL(route.request().url()).searchParams.get('dry_run');
    sent.push(dry_run === 'true' ? 'tried' : 'imported');
    const fails = dry_run === 'false' && sent.filter((one) => one === 'imported').length === 2;
    // Held until the page says so: a part of a fast machine is over before a look at it.
    if (sent.length === 2) await page.getByText('part 2 of 2').waitFor();
    await (fails ? route.abort('connectionreset') : route.continue());
  });
  await page.getByLabel('File', { exact: true }).setInputFiles(file(290));
  await page.getByRole('button', { name: 'Try it' }).click();
  // The header, 290 records before it, and then it.
  await page.getByText('Line 582', { exact: true }).waitFor();
  await page.getByText('"neither of them" is none of a').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(file(-1));
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('button', { name: `Import ${count} ratings` }).click();
  await page.getByText('It stopped at part 2 of 2; those before it are in.').waitFor();
  const early = await project.json<Campaign>('GET', `/v1/campaigns/${id}`);
  expect(early.rating_count).toBeGreaterThan(0);
  expect(early.rating_count).toBeLessThan(count);
  await expectSound(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText(`Added ${count} ratings and ${count} comparisons; 0 there already.`).first().waitFor();
  expect(sent).toEqual([...Array(4).fill('tried'), ...Array(3).fill('imported')]);
  expect(await project.json('GET', `/v1/campaigns/${id}`)).toMatchObject({ rating_count: count });
  // All of it once more: what is there stays as it is.
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText(`Would add up to 0 ratings and 0 comparisons; ${count} there already.`).first().waitFor();
});
