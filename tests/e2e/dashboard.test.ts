import { expect, test, vi } from 'vitest';
import type { Job } from '../../schema/contracts/jobs.ts';
import { makeCampaign } from '../edge/rater.ts';
import { loopbackModel } from '../loopback-model.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, signIn } from './walk.ts';

const { platform, project, open, signedIn } = await dashboardWalk();
const model = loopbackModel();

const jsonl = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const file = (name: string, text: string) => ({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) });

test('sign in, find the way by keyboard, keep the theme, sign out', async () => {
  const page = await open();
  await page.goto(platform.url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expectSound(page);
  await page.getByLabel('Key').fill('asy_wrong_key');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText(/req_/).waitFor();
  await signIn(page, platform.url, project.key);

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await expectSound(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.getByRole('heading', { level: 1, name: 'Judgments' }).waitFor();
  await vi.waitFor(async () => expect(await page.evaluate('document.activeElement.tagName')).toBe('H1'));
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.hasAttribute("data-filter")')).toBe(true);

  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Light theme' }).waitFor();
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.context().cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
});

test('a dataset: make, upload with a bad line, go on after a break, delete', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/datasets`);
  await page.getByText('No dataset yet').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Sums');
  await page.getByRole('button', { name: 'Make dataset' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sums' }).waitFor();
  const good = { prompt: 'What is 2 + 3?', reference: '5' };
  await page.getByLabel('File').setInputFiles(file('items.jsonl', `${jsonl([good])}\nnot json\n${jsonl([good])}\n`));
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByText('2 lines kept, 1 bad line.').waitFor();
  await page.getByText('Line 2:').waitFor();
  await page.getByRole('region', { name: 'Items' }).getByText('What is 2 + 3?').first().waitFor();
  const href = await page.getByRole('link', { name: 'Download items' }).getAttribute('href');
  const exported = await project.request(href ?? '');
  expect((await exported.text()).trim().split('\n')).toHaveLength(2);

  const large = file(
    'large.jsonl',
    jsonl(Array.from({ length: 60 }, (_, n) => ({ prompt: `${n}`, reference: 'x'.repeat(100_000) }))),
  );
  await page.route('**/parts/2', (route) => route.abort('connectionreset'));
  await page.getByLabel('File').setInputFiles(large);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByText('The connection is gone').waitFor();
  await page.reload();
  await page.getByText('1 of 2 parts').waitFor();
  await page.unroute('**/parts/2');
  await expectSound(page);
  await page.getByLabel('The same file again').setInputFiles(large);
  await page.getByText('60 lines kept, 0 bad lines.').waitFor();
  await page.getByText('62 items').waitFor();

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete the dataset' }).click();
  await page.getByText('No dataset yet').waitFor();
});

test('a judgment by a judge made on the spot, its details, the filters', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/judgments`);
  await page.getByLabel('Verifier').selectOption('numeric');
  await page.getByLabel('Response').fill('So 3/4 of the 200 trees are 150 trees.');
  await page.getByLabel('Reference answer').fill('150');
  await page.getByRole('button', { name: 'Judge it' }).click();
  await page.locator('[data-verdict=correct]').waitFor();
  await page.getByLabel('Response').fill('I do not know.');
  await page.getByRole('button', { name: 'Judge it' }).click();
  await page.locator('[data-verdict=unreadable]').waitFor();
  await page.getByRole('region', { name: 'Judgments' }).getByRole('row').nth(2).waitFor();
  await page.getByLabel('Outcome').selectOption('unreadable');
  await vi.waitFor(async () =>
    expect(await page.getByRole('region', { name: 'Judgments' }).getByRole('row').count()).toBe(2),
  );
  await page.getByRole('region', { name: 'Judgments' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Reading 1' }).waitFor();
  await expectSound(page);
});

test('a judge of a model from the form, a pair judged by it, its readings in both orders', async () => {
  const page = await signedIn();
  // Both orders are asked at once, and either may arrive first.
  model.on({}, ({ text }) => {
    const first = text.indexOf('Air scatters') < text.indexOf('It just is');
    return { json: { reason: 'It names the cause.', verdict: first ? 'A' : 'B' } };
  });
  await page.goto(`${platform.url}/judges`);
  await page.getByLabel('Name', { exact: true }).fill('Clearer');
  for (const mode of ['score', 'rank', 'rubric', 'steps', 'check', 'pair']) {
    await page.getByLabel('Mode', { exact: true }).selectOption(mode);
    await expectSound(page);
  }
  await page.getByLabel('Service').selectOption('An address of your own');
  await page.getByLabel('Address').fill(model.base_url);
  await page.getByLabel('Model', { exact: true }).fill('any');
  await page.getByText('The whole judge as JSON').click();
  expect(JSON.parse(await page.getByLabel('Judge (JSON)').inputValue())).toMatchObject({
    mode: 'pair',
    panel: [{ model: 'any' }],
  });
  await page.getByRole('button', { name: 'Make judge' }).click();
  await page.getByRole('rowheader', { name: 'Clearer v1' }).waitFor();

  await page.goto(`${platform.url}/judgments`);
  await page.getByLabel('Judge', { exact: true }).first().selectOption({ label: 'Clearer v1 · pair · any' });
  await page.getByLabel('Prompt').fill('Why is the sky blue?');
  await page.getByLabel('Response A').fill('Air scatters blue light more.');
  await page.getByLabel('Response B').fill('It just is.');
  await page.getByRole('button', { name: 'Judge it' }).click();
  await page.locator('[data-verdict=a]').waitFor();
  await page.getByRole('link', { name: 'Details' }).click();
  await page.getByRole('heading', { name: 'Reading 2' }).waitFor();
  await page.getByText('agree', { exact: true }).waitFor();
  expect(await page.getByText('B, A', { exact: true }).count()).toBe(1);
  await expectSound(page);
});

test('a campaign from pasted lines: bad ones are named, good ones go in, its state changes', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/campaigns`);
  await page.getByLabel('Name', { exact: true }).fill('First look');
  await page.getByRole('button', { name: 'Make campaign' }).click();
  await page.getByRole('heading', { level: 1, name: 'First look' }).waitFor();
  const pair = { prompt: 'Name a prime.', response_a: '7', response_b: '8', model_a: 'small', model_b: 'large' };
  await page.getByLabel('Comparisons (JSONL)').fill(jsonl([pair, { ...pair, model_b: 'small' }]));
  await page.getByRole('button', { name: 'Add comparisons' }).click();
  await page.getByText('has small on both sides').waitFor();
  await page.getByLabel('Comparisons (JSONL)').fill(jsonl([pair, pair]));
  await page.getByRole('button', { name: 'Add comparisons' }).click();
  await page.getByText('0 of 2 wanted').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
});

test('a report from pasted attempts shows its numbers', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/reports`);
  await page.getByLabel('Name', { exact: true }).fill('Two tries');
  await page.getByLabel('Attempts come from').selectOption('attempts');
  const tries = Array.from({ length: 20 }, (_, n) => [
    { question: `q${n}`, attempt: 1, correct: n < 10 },
    { question: `q${n}`, attempt: 2, correct: n < 15 },
  ]);
  await page.getByLabel('Attempts (JSONL)').fill(jsonl(tries.flat()));
  await page.getByRole('button', { name: 'Make report' }).click();
  await page.getByRole('heading', { level: 1, name: 'Two tries' }).waitFor();
  expect(await page.locator('[data-measure="Acc@t1"]').innerText()).toBe('50.0 %');
  expect(await page.locator('[data-measure="Δ(t1,t2)"]').innerText()).toBe('25.0 %');
  expect(await page.locator('[data-measure=CL]').innerText()).toBe('100.0 %');
  await page.locator('figure svg').first().waitFor();
  await page.getByRole('button', { name: 'Show table' }).first().click();
  await expectSound(page);
});

test('a key is shown once, works, and stops working when revoked', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/keys`);
  await page.getByLabel('Name', { exact: true }).fill('ci');
  await page.getByLabel('judge').check();
  await page.getByRole('button', { name: 'Make key' }).click();
  await page.getByRole('heading', { name: 'Key ci is ready' }).waitFor();
  const token = await page.locator('.notice .command pre').innerText();
  const use = () => platform.request('/v1/judges', { headers: { authorization: `Bearer ${token}` } });
  expect((await use()).status).toBe(200);
  await page.reload();
  await page.getByRole('button', { name: 'Revoke ci' }).waitFor();
  expect(await page.content()).not.toContain(token);
  await page.getByRole('button', { name: 'Revoke ci' }).click();
  await page.getByRole('button', { name: 'Revoke the key' }).click();
  await page.getByText('revoked', { exact: true }).waitFor();
  expect((await use()).status).toBe(401);
});

test('a job’s form offers the judges and campaigns there are, by their names', async () => {
  const provider = { kind: 'chat', base_url: model.base_url, model: 'big' };
  const judge = await project.json<{ id: string }>('POST', '/v1/judges', { name: 'in use', mode: 'pair', provider });
  const campaign = await makeCampaign(project, []);
  const page = await signedIn();
  await page.goto(`${platform.url}/jobs/new?recipe=edge_judge`);
  await page.getByLabel('beside', { exact: true }).selectOption({ label: 'in use · version 1 · pair' });
  for (const name of ['campaign', 'against'])
    await page.getByLabel(name, { exact: true }).selectOption({ label: 'Which is nicer?' });
  await expectSound(page);
  await page.getByRole('button', { name: 'Start job' }).click();
  await page.waitForURL(/\/jobs\/job_/);
  const { params } = await project.json<Job>('GET', `/v1/jobs/${page.url().split('/').at(-1)}`);
  expect(params).toEqual({ beside: judge.id, campaign: campaign.id, against: campaign.id });
});
