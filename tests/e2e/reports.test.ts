import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { loopbackModel } from '../loopback-model.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();
const model = loopbackModel();

const make = async (path: string, body: unknown) => (await project.json<{ id: string }>('POST', path, body)).id;

/** Attempts of two models at 20 questions over two iterations, with all that a report can draw. */
function attemptsOf(rates: Record<string, [first: number, keeps: number, repairs: number]>) {
  const random = uniform(11);
  const rows: object[] = [];
  for (const [name, [first, keeps, repairs]] of Object.entries(rates))
    for (let at = 0; at < 20; at++)
      for (let sample = 0; sample < 4; sample++) {
        let right = random() < first;
        for (let attempt = 1; attempt <= 3; attempt++) {
          if (attempt > 1) right = random() < (right ? keeps : repairs);
          const answer = right ? '42' : String(Math.floor(random() * 40));
          const of = { question: `q${at}`, sample, attempt, model: name, iteration: sample % 2 };
          const unread = random() < 0.04;
          const text = `6 times 7 is looked up.\nSo the answer is ${answer}.`;
          rows.push({
            ...of,
            correct: unread ? null : right,
            answer: unread ? null : answer,
            reward: random(),
            temperature: 0.8,
            text,
          });
        }
      }
  return rows;
}

/** What a click on a chart's button downloads. */
async function downloaded(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('a full report: what it says first, every chart with its table and its files, split by model, in the dark, on a phone', async () => {
  const attempts = attemptsOf({ small: [0.4, 0.8, 0.2], large: [0.5, 0.95, 0.5] });
  const id = await make('/v1/self-correction-reports', { name: 'Two models', source: { kind: 'attempts', attempts } });
  const page = await signedIn();
  await page.goto(`${platform.url}/reports/${id}`);
  await page.getByRole('heading', { level: 1, name: 'Two models' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'Trying again helps.' }).waitFor();
  const charts = page.locator('figure.chart:not(details figure)');
  await page.locator('figure.chart .plot svg').nth(8).waitFor();
  const titles = await charts.locator('figcaption h3').allInnerTexts();
  expect(titles).toEqual([
    'Accuracy by turn',
    'Unreadable answers',
    'From turn to turn',
    'CL–CS plane',
    'k samples at turn 1',
    'k samples at turn 3',
    'Change from turn 1 to 2',
    'Exploration',
    'Exploitation',
    'Balance',
    'From turn 1 to turn 3',
  ]);
  await expectSound(page);
  for (const title of titles) {
    const chart = charts.filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    await chart.locator('.plot > svg, .plot > figure > svg').waitFor();
    for (const kind of ['CSV', 'SVG', 'PNG'])
      expect(await page.getByRole('button', { name: `${kind} of ${title}`, exact: true }).count()).toBe(1);
    if (title !== 'CL–CS plane') continue;
    const svg = await downloaded(page, `SVG of ${title}`);
    expect(svg.name).toMatch(/\.svg$/);
    const text = svg.bytes.toString();
    expect(text).toContain(`>${title}</text>`);
    // A file of its own: no color of it is looked up in the page.
    expect(text).not.toMatch(/var\(|currentColor/);
    const png = await downloaded(page, `PNG of ${title}`);
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    const csv = (await downloaded(page, `CSV of ${title}`)).bytes.toString().trim().split('\n');
    expect(csv[1]).toMatch(/^All attempts,0\.\d+,0\.\d+ to 0\.\d+,0\.\d+,0\.\d+ to 0\.\d+,/);
    expect(csv).toHaveLength(2);
  }
  for (const title of titles) {
    const chart = charts.filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    await chart.getByRole('button', { name: 'Show table' }).click();
    await chart.getByRole('row').nth(1).waitFor();
  }
  await expectSound(page);
  await page.getByLabel('Split by').selectOption('model');
  const groups = page.getByRole('region', { name: 'Attempts by group' });
  expect(await groups.getByRole('rowheader').allInnerTexts()).toEqual(['large', 'small']);
  await page.getByLabel('In detail').selectOption('small');
  await page.getByText('small is right on').waitFor();
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page, 'color-contrast');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page, 'target-size');
});

test('a report of refinements shows its attempts side by side, with the critique of the first inline', async () => {
  const critic_id = await make('/v1/critics', { name: 'sums', panel: [{ kind: 'arithmetic' }] });
  const judge_id = await make('/v1/judges', {
    name: 'numbers',
    mode: 'reference',
    provider: { kind: 'rule', verifier: 'numeric', options: {} },
  });
  const dataset_id = await make('/v1/datasets', { name: 'Pens' });
  const prompt = '6 boxes of 7 pens, 2 lost. How many are left?';
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/datasets/${dataset_id}/items`, {
    items: [{ prompt, reference: '40' }],
  });
  model.on({ text: 'is wrong' }, '1. 6 * 7 = 42\n2. 42 - 2 = 40');
  model.on({}, '1. 6 * 7 = 41\n2. 41 - 2 = 39');
  const chat = { kind: 'chat', base_url: model.base_url, model: 'actor' };
  const request = {
    prompt,
    model: chat,
    strategy: 'critique-loop',
    options: { critic_id },
    dataset_id,
    item_id: ids[0],
  };
  await make('/v1/refinements', { request });
  const page = await signedIn();
  await page.goto(`${platform.url}/reports`);
  await page.getByLabel('Name', { exact: true }).fill('Of a loop');
  await page.getByLabel('Attempts come from').selectOption('refinements');
  await page.getByLabel('Dataset', { exact: true }).selectOption(dataset_id);
  await page.getByLabel('Judge', { exact: true }).selectOption(judge_id);
  await expectSound(page);
  await page.getByRole('button', { name: 'Make report' }).click();
  await page.getByRole('heading', { level: 1, name: 'Of a loop' }).waitFor();
  await page.locator('.unfolding summary').first().click();
  await page.locator('.version .steps > li').nth(1).waitFor();
  expect(await page.locator('.version .steps > li').first().innerText()).toContain('42 is not 41');
  expect(await page.locator('.version ins').allInnerTexts()).toEqual(['42', '42', '40']);
  await expectSound(page);
});

test('behaviors as a judge counts them, with its agreement with texts counted by hand', async () => {
  const habits = ['verification', 'backtracking', 'subgoals', 'backward_chaining'];
  const scale = { min: 0, max: 20, step: 1, anchors: {} };
  const judge_id = await make('/v1/judges', {
    name: 'habits',
    mode: 'rubric',
    prompt: 'four-habits',
    options: { criteria: habits.map((name) => ({ name, description: '', weight: 1, scale })), one_call: true },
    provider: { kind: 'chat', base_url: model.base_url, model: 'any' },
  });
  model.on({}, ({ text }) => {
    const checks = text.includes('once more') ? 2 : 0;
    return { json: { reason: 'as found', c_1: checks, c_2: 0, c_3: 1, c_4: 0 } };
  });
  const attempts = [0, 1, 2].flatMap((at) =>
    [1, 2].map((attempt) => ({
      ...{ question: `q${at}`, attempt, correct: attempt === 2 },
      text: attempt === 2 ? `once more, ${at}: 42` : `it is ${at}`,
    })),
  );
  const none = { verification: 0, backtracking: 0, subgoals: 1, backward_chaining: 0 };
  const examples = [
    { text: 'once more: 42', ...none, verification: 1 },
    { text: 'it is 41', ...none },
  ];
  const id = await make('/v1/self-correction-reports', {
    name: 'Habits',
    source: { kind: 'attempts', attempts },
    behaviors: { judge_id, examples },
  });
  const page = await signedIn();
  await page.goto(`${platform.url}/reports/${id}`);
  const chart = page.locator('figure.chart').filter({ hasText: 'How often each behavior shows' });
  await chart.locator('.plot > figure > svg').waitFor();
  await chart.getByRole('button', { name: 'Show table' }).click();
  const counted = await chart.getByRole('row').filter({ hasText: 'checks its work' }).allInnerTexts();
  expect(counted.map((row) => row.split(/\s*\t\s*/).slice(1, 3))).toEqual([
    ['All', '1.00'],
    ['turn 1', '0.00'],
    ['turn 2', '2.00'],
  ]);
  const agreement = page.getByRole('region', { name: 'Agreement of the judge with people' });
  expect(await agreement.getByRole('row').nth(1).innerText()).toMatch(/checks its work\s+1\.00/);
  await expectSound(page);
});

test('a report of a file; two reports compared, and two groups of one', async () => {
  const jsonl = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  const page = await signedIn();
  await page.goto(`${platform.url}/reports`);
  await page.getByLabel('Name', { exact: true }).fill('From a file');
  await page.getByLabel('Attempts come from').selectOption('file');
  const file = jsonl(attemptsOf({ old: [0.3, 0.7, 0.1] }));
  await page
    .getByLabel('File (JSONL)')
    .setInputFiles({ name: 'old.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Make report' }).click();
  await page.getByRole('heading', { level: 1, name: 'From a file' }).waitFor();
  const other = await make('/v1/self-correction-reports', {
    name: 'Better',
    source: { kind: 'attempts', attempts: attemptsOf({ new: [0.6, 0.98, 0.7], newer: [0.6, 0.98, 0.8] }) },
  });
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await page.getByText('Nothing to compare with yet').waitFor();
  await page.getByLabel('With', { exact: true }).selectOption(other);
  await page.getByRole('heading', { level: 2, name: 'B is right more often at the last turn.' }).waitFor();
  await page.getByText('sign test').waitFor();
  const here = page.url().split('/')[4];
  const asked = await project.json<{ differences: Record<string, { value: number }> }>(
    'POST',
    `/v1/self-correction-reports/${here}/comparisons`,
    { with: other },
  );
  const points = ((asked.differences.accuracy_after?.value ?? 0) * 100).toFixed(1);
  expect(await page.locator('[data-difference="Right at last"]').innerText()).toBe(`+${points}`);
  await page.locator('figure.chart .plot svg').nth(2).waitFor();
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page, 'color-contrast');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page, 'target-size');
  await page.goto(`${platform.url}/reports/${other}/compare?with=${other}`);
  await page.getByText('A: new; B: newer.').waitFor();
  expect(await page.getByLabel('Of Better, again').inputValue()).toBe('newer');
});
