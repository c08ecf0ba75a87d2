import { buildDashboard } from '../scripts/build.ts';
import { openBrowser } from '../tests/e2e/browser.ts';
import { quantile, type Row, type Suite } from './bench.ts';
import { openProject } from './project.ts';

/** Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms a round trip; and a processor four times slower than this one. */
const network = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const visits = 7;

/** How soon the first comparison shows on a phone that was never here before, and on one that was. */
export const run: Suite = async () => {
  await buildDashboard();
  const project = await openProject();
  const { id, rating_url } = await project.send<{ id: string; rating_url: string }>('/v1/campaigns', { name: 'Sums' });
  await project.send(`/v1/campaigns/${id}/comparisons`, {
    comparisons: Array.from({ length: 200 }, (_, n) => ({
      ...{ prompt: `What is ${n} + ${n}?`, response_a: `It is ${2 * n}.`, response_b: `It is ${2 * n + 1}.` },
      ...{ model_a: 'a', model_b: 'b' },
    })),
  });
  const browser = await openBrowser();
  const times = { first: [] as number[], again: [] as number[], painted: [] as number[] };
  let bytes = 0;
  try {
    for (let visit = 0; visit < visits; visit++) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        isMobile: true,
        hasTouch: true,
      });
      const page = await context.newPage();
      await page.addInitScript(`new MutationObserver((_, observer) => {
        if (!document.querySelector('.compare')) return;
        observer.disconnect();
        window.compared_at = performance.now();
      }).observe(document, { subtree: true, childList: true })`);
      const cdp = await context.newCDPSession(page);
      await cdp.send('Network.enable');
      await cdp.send('Network.emulateNetworkConditions', network);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      for (const which of ['first', 'again'] as const) {
        await (which === 'first' ? page.goto(rating_url) : page.reload());
        await page.locator('.compare').waitFor();
        times[which].push(await page.evaluate<number>('window.compared_at'));
        if (which === 'first') {
          times.painted.push(
            await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`),
          );
          bytes = await page.evaluate<number>(
            `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(({ name }) => !name.includes('/v1/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
          );
        }
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await project.close();
  }
  const limit = { unit: 'ms', baseline: 'the limit we set', baseline_value: 1000, target: 1, better: 'lower' } as const;
  const median = (list: number[]) =>
    quantile(
      list.toSorted((a, b) => a - b),
      0.5,
    );
  const page = 'rating page on a phone, slow 4G';
  return [
    { name: `${page}: first paint, first visit, p50`, value: median(times.painted), ...limit },
    {
      name: `${page}: first comparison shown, first visit, p50`,
      value: median(times.first),
      ...limit,
    },
    {
      name: `${page}: first comparison shown, reload, p50`,
      value: median(times.again),
      ...limit,
    },
    {
      name: 'rating page: files of the first visit, as they travel locally',
      ...{
        value: bytes / 1000,
        unit: 'kB',
        baseline: 'the limit we set',
        baseline_value: 150,
        target: 1,
        better: 'lower',
      },
    },
  ] satisfies Row[];
};
