import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { ROOT } from '../scripts/root.ts';
import type { PairCount } from '../workers/api/rankings/index.ts';

const script = `
import { bradleyTerry } from './rankings/bradley-terry.ts';
let counts = [], start = {};
export default { async fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/counts') {
    counts = await request.json();
    start = Object.fromEntries(bradleyTerry(counts).entries.map(({ model, score }) => [model, score]));
  }
  for (let time = 0; time < Number(searchParams.get('times')); time++) {
    const { ok } = bradleyTerry(counts, pathname === '/warm' ? { start, errors: 'information' } : {});
    if (!ok) throw new Error('no fit');
  }
  return new Response();
} }`;

/** The rankings alone in a Worker: milliseconds of a fit inside workerd, whose own clock stands still while it computes. */
export async function openRankingsWorker(counts: PairCount[]) {
  const modules = [
    { type: 'ESModule', path: join(ROOT, 'workers/api/bench.mjs'), contents: script },
    ...['workers/api/rankings', 'workers/api/metrics', 'workers/numbers'].flatMap((folder) => sources(folder)),
  ];
  const worker = { name: 'rankings', modules, modulesRoot: ROOT, compatibilityDate: '2026-08-01' };
  const options = { cf: false, host: '127.0.0.1', port: 0, telemetry: { enabled: false }, workers: [worker] };
  const mf = new Miniflare(convertV4MiniflareOptions(options as Parameters<typeof convertV4MiniflareOptions>[0]));
  const { origin } = await mf.ready;
  const ask = async (path: string, body?: string): Promise<number> => {
    const at = performance.now();
    const response = await fetch(`${origin}${path}`, body ? { method: 'POST', body } : {});
    if (!response.ok) throw new Error(await response.text());
    return performance.now() - at;
  };
  await ask('/counts', JSON.stringify(counts));
  // The best of three runs of ten fits, less an empty request's time.
  const fit = async (path: '/cold' | '/warm'): Promise<number> => {
    await ask(`${path}?times=10`);
    const runs = [await ask(`${path}?times=10`), await ask(`${path}?times=10`), await ask(`${path}?times=10`)];
    return (Math.min(...runs) - (await ask(`${path}?times=0`))) / 10;
  };
  return { fit, close: () => mf.dispose() };
}

function sources(folder: string) {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = join(ROOT, folder, name);
      return { type: 'ESModule', path, contents: stripTypeScriptTypes(readFileSync(path, 'utf8')) };
    });
}
