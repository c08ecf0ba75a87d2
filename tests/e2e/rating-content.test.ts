import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openCampaign, pair } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { desk, expectSound, phone } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

/** Opens the rating page of a campaign with one comparison; `asked` grows by the address of every request. */
async function show(content: string, [a, b]: [string, string], options = desk) {
  const made = await openCampaign(project, [pair('Which?', a, b)], { content });
  const page = await open(options);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  return { page, asked };
}

const article = (page: Page, text: string) => page.locator('article', { hasText: text });

test('hostile Markdown: nothing runs, nothing is fetched from elsewhere, and links say where they lead', async () => {
  const hostile = [
    '# Title one',
    '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2"><style>body{display:none}</style>',
    '<iframe src="https://evil.example/frame"></iframe><form action="https://evil.example"><input name=q></form>',
    '![spy](https://evil.example/pixel.png) [run](javascript:window.hacked=3) [data](data:text/html,hi)',
    '[A good bank](https://evil.example/login "title") <https://other.example/>',
    '<div style="position:fixed;inset:0" class="choices" id="root">over everything</div>',
    '$\\href{javascript:alert(1)}{x} \\class{choices}{y} \\style{position:fixed}{z}$ and $x^2 + \\frac{1}{2}$ for $5 or $6',
    '$$\\sum_{i=1}^n i = \\frac{n(n+1)}{2}$$',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '```python\nprint("<b>")\n```',
  ].join('\n\n');
  const { page, asked } = await show('markdown', [hostile, 'A **plain** answer']);
  const bad = article(page, 'Title one');
  await bad.locator('math').first().waitFor();
  expect(await bad.locator('script, img, style, iframe, form, input, svg, [style], [onerror], [id]').count()).toBe(0);
  // A formula that asks for links, classes or styles is refused as a whole.
  expect(await bad.locator('math').count()).toBe(2);
  expect(await bad.locator('.choices').count()).toBe(0);
  expect(await bad.locator('table td').count()).toBe(2);
  const links = await bad.locator('a').evaluateAll((all) => all.map((one) => one.outerHTML));
  expect(links).toHaveLength(2);
  for (const link of links) expect(link).toContain('rel="noopener noreferrer nofollow ugc"');
  await bad.getByText('(evil.example)').waitFor();
  expect(await bad.innerText()).toContain('[spy]');
  expect(await page.evaluate('window.hacked')).toBe(undefined);
  expect(asked.filter((url) => !url.startsWith(platform.url))).toEqual([]);
  expect(await article(page, 'A plain answer').locator('strong').innerText()).toBe('plain');
  await expectSound(page);
});

test('text is text: no Markdown, no HTML', async () => {
  const { page } = await show('text', ['<b>bold</b> **not** &amp;', 'other']);
  expect(await article(page, 'bold').locator('pre').innerText()).toBe('<b>bold</b> **not** &amp;');
});

test('code is colored, JSON is laid out with its differences marked, transcripts are bubbles', async () => {
  const code = await show('code', ['```js\nconst x = "<i>";\n```', 'def f(n):\n    return n  # half']);
  await code.page.locator('.hljs-keyword').first().waitFor();
  expect(await article(code.page, 'const x').locator('pre').innerText()).toBe('const x = "<i>";');
  await expectSound(code.page);

  const json = await show('json', ['{"b": 1, "a": [1, 2]}', '{"a": [1, 3], "b": 1}']);
  await json.page.locator('del').first().waitFor();
  expect(
    [await json.page.locator('del').allInnerTexts(), await json.page.locator('ins').allInnerTexts()].sort(),
  ).toEqual([['2'], ['3']]);
  await expectSound(json.page);

  const said = (last: string) =>
    JSON.stringify([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: last },
    ]);
  const chat = await show('chat', [said('<img src=x>'), said('Good day')], phone);
  expect(await chat.page.locator('article .turns li').count()).toBe(4);
  expect(await article(chat.page, 'Good day').locator('.role').allInnerTexts()).toEqual(['User', 'Assistant']);
  expect(await chat.page.locator('article img').count()).toBe(0);
  await expectSound(chat.page);
});

test('long answers are cut to one height, scroll together on demand and show in full together', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}`).join('\n');
  const { page } = await show('text', [lines(200), lines(80)]);
  await page.getByRole('button', { name: 'Show in full' }).waitFor();
  const heights = () => page.locator('.body').evaluateAll((all) => all.map((one) => one.clientHeight));
  const [left, right] = await heights();
  expect(left).toBe(right);
  await expectSound(page);
  await page.getByLabel('Scroll together').check();
  await page.locator('.body').first().hover();
  await page.mouse.wheel(0, 700);
  const shares = () =>
    page.locator('.body').evaluateAll((all) => all.map((one) => one.scrollTop / (one.scrollHeight - one.clientHeight)));
  await vi.waitFor(
    async () => {
      const [from = 0, to = 1] = await shares();
      expect(to).toBeGreaterThan(0.1);
      expect(Math.abs(from - to)).toBeLessThan(0.02);
    },
    { timeout: 10_000, interval: 100 },
  );
  await page.getByRole('button', { name: 'Show in full' }).click();
  for (const share of await page
    .locator('.body')
    .evaluateAll((all) => all.map((one) => one.scrollHeight - one.clientHeight)))
    expect(share).toBeLessThanOrEqual(1);
  await page.getByRole('button', { name: 'Shorten both' }).click();
});

test('images come from the campaign and enlarge; which model made what is in nothing the page receives', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  const made = await project.json<{ id: string; rating_url: string }>('POST', '/v1/campaigns', {
    ...{ name: 'Pictures', content: 'image' },
  });
  const kept = await project.request(`/v1/campaigns/${made.id}/media`, {
    ...{ method: 'PUT', body: png },
    headers: { 'content-type': 'application/octet-stream' },
  });
  const { sha256 } = (await kept.json()) as { sha256: string };
  await project.json('POST', `/v1/campaigns/${made.id}/comparisons`, {
    comparisons: [
      {
        ...{ prompt: 'Draw a dot.', response_a: `media:${sha256}`, response_b: 'https://evil.example/x.png' },
        ...{ model_a: 'hidden-model-one', model_b: 'hidden-model-two' },
      },
    ],
  });
  const page = await open(phone);
  const traffic: Promise<string>[] = [];
  page.on('response', (response) => traffic.push(response.text().catch(() => '')));
  page.on('request', (request) => traffic.push(Promise.resolve(`${request.url()} ${request.postData() ?? ''}`)));
  await page.goto(made.rating_url);
  const image = page.locator('article img');
  await image.waitFor();
  expect(await image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(1);
  expect(await page.locator('article img').count()).toBe(1);
  await expectSound(page);
  await page.getByRole('button', { name: 'Enlarge' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Actual size' }).tap();
  await expectSound(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Tie' }).tap();
  await page.getByRole('button', { name: 'Finish' }).tap();
  await page.getByRole('heading', { name: 'That was all. Thank you!' }).waitFor();
  const seen = (await Promise.all(traffic)).join('\n');
  expect(seen).toContain('Draw a dot.');
  const tokens = [...seen.matchAll(/[\w-]+\.([\w-]{20,})\.[\w-]+/g)].map(([, part]) =>
    Buffer.from(part ?? '', 'base64url'),
  );
  expect(`${seen} ${tokens.map(String).join(' ')}`).not.toMatch(/hidden-model|flipped/);
});
