import { expect, test } from 'vitest';
import type { EdgeItem } from '../../workers/edge-model/encode.ts';
import type { EdgeScore } from '../../workers/edge-model/score.ts';
import { registerBundle } from '../edge-bundle.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, signIn } from './walk.ts';

type Answer = { ok: true; results: EdgeScore[] } | { ok: false; error: { message: string } };
interface EdgeBinding {
  score: (ask: { model: string; items: EdgeItem[] }) => Promise<Answer>;
}
const { platform, project, open } = await dashboardWalk({ edge_models: true });

test('the playground says in the browser what the Worker says, to 1e-3, and sends nothing that is typed', async () => {
  const model = await registerBundle(platform, project);
  const { EDGE: edge } = await platform.mf.getBindings<{ EDGE: EdgeBinding }>('assay-api');
  const page = await open();
  await signIn(page, platform.url, project.key);
  await page.goto(`${platform.url}/playground`);
  await page.getByLabel('Edge model', { exact: true }).selectOption(model.id);
  await expectSound(page);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`));
  const cases = [
    { prompt: 'Ann has 3 apples and buys 4 more. How many has she?', response: '3 + 4 = 7\nShe has 7 apples.' },
    { prompt: 'What is 9 − 5? Réponds en français.', response: 'zanzibar\n9 − 5 = 4' },
    { prompt: 'Add them.', response: Array.from({ length: 60 }, (_, n) => `Step ${n}: zanzibar ${n}.`).join('\n') },
  ];
  for (const item of cases) {
    await page.getByLabel('Prompt', { exact: true }).fill(item.prompt);
    await page.getByLabel('Response', { exact: true }).fill(item.response);
    await page.getByRole('button', { name: 'Judge it here' }).click();
    const answer = await edge.score({ model: model.sha256, items: [item] });
    if (!answer.ok) throw new Error(answer.error.message);
    const [there] = answer.results;
    const notice = page.locator('[data-reward]');
    const here = async () => Number(await notice.getAttribute('data-reward', { timeout: 60_000 }));
    await expect
      .poll(async () => Math.abs((await here()) - (there?.reward ?? 0)), { timeout: 60_000 })
      .toBeLessThan(1e-3);
    expect(await page.getByRole('list', { name: 'Steps' }).getByRole('listitem').count()).toBe(there?.steps?.length);
  }
  await page.getByLabel('Other response', { exact: true }).fill('zanzibar');
  await page.getByRole('button', { name: 'Judge it here' }).click();
  await page.getByText('The first is better').waitFor();
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter((line) => /zanzibar|apples|POST/.test(line))).toEqual([]);
});
