import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Item, Judge, Model, Report, ResponseRow } from '../../schema/contracts/index.ts';
import { type Running, start, temporaryFolder } from './running.ts';
import { fetchModel, serve, type Turn } from './serving.ts';
import { browsing, signIn } from './walk.ts';

/*
 * The loop of the product with nothing stubbed: the platform, its own runner and a browser. A model is trained from the dashboard,
 * answers, is served, tries again, is judged at the edge, and a report says what it repaired.
 */
const base = 'tiny-arithmetic';
const sums = Array.from({ length: 16 }, (_, n) => [3 + ((n * 7) % 20), 2 + ((n * 11) % 15)] as const);
/** Seconds on an idle machine; minutes where the processors are shared with much else. */
const training_ms = 250_000;

let running: Running;
let page: Page;
let dataset_id: string;
let model: Model;
let judge: Judge;
const { page: open, errors } = browsing();

beforeAll(async () => {
  process.env.OMP_NUM_THREADS = '1'; // the runner's threads would only wait for the browser's
  running = await start(['--port', '0', '--data', temporaryFolder()]);
  const { project } = running;
  dataset_id = (await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'Walked sums' })).id;
  const items = sums.map(([a, b], n) => ({ external_id: `q${n}`, prompt: `${a}+${b}=`, reference: String(a + b) }));
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items });
  const provider = { kind: 'rule', verifier: 'numeric' };
  judge = await project.json<Judge>('POST', '/v1/judges', { name: 'Numbers', mode: 'reference', provider });
  page = await open();
  page.setDefaultTimeout(60_000); // the runner may hold both processors
  await signIn(page, running.url, project.key);
});

/** Fills in the new-job form of a recipe and starts the job; the page is the job's afterwards. */
async function startJob(recipe: string, fields: Record<string, string>): Promise<string> {
  await page.goto(`${running.url}/jobs/new`);
  await page.getByLabel('Recipe').selectOption(recipe);
  await page.getByLabel('dataset (required)').selectOption({ label: `Walked sums (${sums.length} items)` });
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Start job' }).click();
  await page.waitForURL(/\/jobs\/job_/);
  return page.url().split('/').at(-1) ?? '';
}

const text = () => page.locator('main').innerText();

async function succeeded(job_id: string): Promise<void> {
  await page
    .locator('[data-state=succeeded], [data-state=failed], [data-state=dead]')
    .waitFor({ timeout: training_ms });
  expect(await running.project.json('GET', `/v1/jobs/${job_id}`)).toMatchObject({ state: 'succeeded', error: null });
}

test('sft from the form: the curve grows while the runner trains, and the model is registered', async () => {
  const small = { epochs: '150', 'batch size': '8', 'max new tokens': '8', 'held out': '0' };
  const job_id = await startJob('sft', { 'model (required)': base, name: 'walked', ...small });
  const loss = page.locator('figure', { has: page.getByRole('heading', { name: 'loss', exact: true }) });
  await loss.locator('svg').or(page.locator('[data-state=failed]')).first().waitFor({ timeout: training_ms });
  expect(await page.locator('p[data-state]').getAttribute('data-state'), await text()).toBe('running');
  const points = async () => Number.parseInt(await loss.locator('p.small').innerText(), 10);
  const early = await points();
  await succeeded(job_id);
  expect(await points()).toBeGreaterThan(early);

  await page.goto(`${running.url}/models`);
  await page.getByRole('row', { name: 'walked' }).getByText('sft').waitFor();
  const { data } = await running.project.json<{ data: Model[] }>('GET', '/v1/models');
  const made = data.find((one) => one.job_id === job_id);
  if (!made) throw new Error(`no model of ${job_id} is registered`);
  model = made;
  expect(model.lineage).toMatchObject({ recipe: 'sft', parent: base });
});

test('generate with the registered model: its answers are in the dataset, judged at the edge', async () => {
  await page.goto(`${running.url}/jobs/new`);
  await page.locator(`datalist option[value="${model.id}"]`).first().waitFor({ state: 'attached' });
  await succeeded(await startJob('generate', { 'model (required)': model.id, 'max new tokens': '8' }));
  await page.goto(`${running.url}/datasets/${dataset_id}?model=${model.id}`);
  await page.getByRole('region', { name: 'Responses' }).getByText(model.id).first().waitFor();
});

test('a second try from the served checkpoint, and the report of both', async () => {
  const { project } = running;
  const folder = join(temporaryFolder(), 'walked');
  await fetchModel(project, model, folder);
  const ask = await serve(folder);

  const { data: items } = await project.json<{ data: Item[] }>('GET', `/v1/datasets/${dataset_id}/items`);
  const path = `/v1/datasets/${dataset_id}/responses`;
  const { data: first } = await project.json<{ data: ResponseRow[] }>('GET', `${path}?model=${model.id}`);
  expect(new Map(first.map((one) => [one.item_id, one.attempt]))).toEqual(new Map(items.map(({ id }) => [id, 1])));
  const tries: { right: boolean | null; again: boolean | null }[] = [];
  const responses = [];
  for (const { id: item_id, prompt, reference } of items) {
    const before = first.find((one) => one.item_id === item_id)?.content ?? '';
    const turns: Turn[] = [
      { role: 'user', content: String(prompt) },
      { role: 'assistant', content: before },
      { role: 'user', content: String(prompt) },
    ];
    const content = await ask(turns);
    responses.push({ item_id, model: model.id, attempt: 2, content });
    tries.push({ right: ends(before, reference), again: ends(content, reference) });
  }
  await project.json('POST', path, { responses });

  const [item, answer] = [items[0], responses[0]?.content ?? ''];
  const asked = { judge_id: judge.id, prompt: item?.prompt, response: answer, reference: item?.reference };
  const { verdict } = await project.json<{ verdict: { outcome: string } }>('POST', '/v1/judgments', asked);
  const wanted = tries[0]?.again;
  expect(verdict.outcome).toBe(wanted === null ? 'unreadable' : wanted ? 'correct' : 'incorrect');

  await page.goto(`${running.url}/reports`);
  await page.getByLabel('Name', { exact: true }).fill('Walked');
  await page.getByLabel('Dataset').selectOption(dataset_id);
  await page.getByLabel('Model').fill(model.id);
  await page.getByLabel('Judge').selectOption(judge.id);
  await page.getByRole('button', { name: 'Make report' }).click();
  await page.getByRole('heading', { level: 1, name: 'Walked' }).waitFor();
  const share = (count: number) => `${((100 * count) / items.length).toFixed(1)} %`;
  const shown = (name: string) => page.locator(`[data-measure="${name}"]`).innerText();
  expect(await shown('Acc@t1')).toBe(share(tries.filter(({ right }) => right).length));
  expect(await shown('Acc@t2')).toBe(share(tries.filter(({ again }) => again).length));
  expect(await shown('Δ i→c')).toBe(share(tries.filter(({ right, again }) => !right && again).length));
  expect(await shown('Δ c→i')).toBe(share(tries.filter(({ right, again }) => right && !again).length));
  const { data: reports } = await project.json<{ data: Report[] }>('GET', '/v1/self-correction-reports');
  expect(reports[0]?.result).toMatchObject({ questions: items.length, dropped_samples: 0 });
  expect(errors).toEqual([]);
});

/** Whether an answer's last number is the reference; null where it holds none. */
function ends(answer: string, reference: string | null): boolean | null {
  const found = answer.match(/-?\d+/g)?.at(-1);
  return found === undefined ? null : Number(found) === Number(reference);
}
