import { openBareWorker } from './bare-worker.ts';
import { load, type Suite } from './bench.ts';
import { openProject } from './project.ts';

const lines = 40_000;
const part_bytes = 5 * 1024 * 1024;

/** Lines a second of an upload, from `complete` to `done`, against single-row inserts. */
export const run: Suite = async () => {
  const [project, bare] = await Promise.all([openProject(), openBareWorker()]);
  const alone = await load(1500, 50, async (index) => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify({ prompt: `What is ${index} + 1?` }) })).text();
  });
  const text = Array.from({ length: lines }, (_, index) =>
    JSON.stringify({ external_id: `q${index}`, prompt: `What is ${index} + 1?`, reference: String(index + 1) }),
  ).join('\n');
  const bytes = new TextEncoder().encode(text);
  const dataset = await project.send('/v1/datasets', { name: 'Benchmark' });
  const upload = await project.send('/v1/uploads', { dataset_id: dataset.id, kind: 'items', size_bytes: bytes.length });
  for (let at = 0, n = 1; at < bytes.length; at += part_bytes, n++) {
    const init = {
      method: 'PUT',
      body: bytes.slice(at, at + part_bytes),
      headers: { authorization: `Bearer ${project.key}` },
    };
    const sent = await fetch(new URL(`/v1/uploads/${upload.id}/parts/${n}`, project.url), init);
    if (!sent.ok) throw new Error(await sent.text());
  }
  const started = performance.now();
  await project.send(`/v1/uploads/${upload.id}/complete`, {});
  for (;;) {
    const { state, message } = await project.get<{ state: string; message: string | null }>(`/v1/uploads/${upload.id}`);
    if (state === 'done') break;
    if (state === 'failed') throw new Error(message ?? 'failed');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const per_second = (lines / (performance.now() - started)) * 1000;
  await Promise.all([project.close(), bare.close()]);
  const baseline = 'a bare Worker inserting one row a request';
  return [
    {
      name: 'uploaded items stored',
      value: per_second,
      unit: 'lines/s',
      baseline,
      baseline_value: alone.per_second,
      better: 'higher',
      target: 10,
    },
  ];
};
