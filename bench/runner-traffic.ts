import { createHash, randomBytes } from 'node:crypto';
import { openBareFiles } from './bare-files.ts';
import { openBareWorker } from './bare-worker.ts';
import { load, type Row } from './bench.ts';
import type { openProject } from './project.ts';

type Project = Awaited<ReturnType<typeof openProject>>;
type Leased = { id: string; fence: number };

const events = 20_000;
const batch = 500;
const file_bytes = 32 * 1024 * 1024;
const rounds = 3;
const mega = 1e6;

/** Events a second through the runner's route in batches, against a Worker that inserts one row a request. */
export async function eventRows(project: Project, key: string, job: Leased): Promise<Row[]> {
  const bare = await openBareWorker();
  const event = (seq: number) => ({
    seq,
    at: Date.now(),
    kind: 'metric',
    data: { step: seq, values: { loss: 1 / seq } },
  });
  const alone = await load(400, 8, async (index) => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify(event(index + 1)) })).text();
  });
  const path = `/v1/runner/jobs/${job.id}/events`;
  const sent = await load(events / batch, 4, async (index) => {
    const rows = Array.from({ length: batch }, (_, at) => event(index * batch + at + 1));
    await project.post(path, { fence: job.fence, events: rows }, { authorization: `Bearer ${key}` });
  });
  await bare.close();
  return [
    {
      name: `job events stored, ${batch} a call`,
      value: sent.per_second * batch,
      unit: 'events/s',
      baseline: 'a bare Worker inserting one row a request',
      baseline_value: alone.per_second,
      better: 'higher',
      target: 5,
    },
  ];
}

/** Megabytes a second of an artifact up (in parts, hashed by the server) and down, against R2 alone. */
export async function artifactRows(project: Project, key: string, job: Leased): Promise<Row[]> {
  const bare = await openBareFiles();
  const headers = { authorization: `Bearer ${key}` };
  const seconds = async (work: () => Promise<void>) => {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  const ok = async (response: Response) => {
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  };
  const base = `/v1/runner/jobs/${job.id}/artifacts`;
  const fence = job.fence;
  const best = { up: Infinity, down: Infinity, bare_up: Infinity, bare_down: Infinity };
  for (let round = 0; round < rounds; round++) {
    // Fresh bytes: what the project holds already would not be sent again.
    const bytes = randomBytes(file_bytes);
    let id = '';
    const took = {
      bare_up: await seconds(async () => ok(await fetch(`${bare.url}/file`, { method: 'PUT', body: bytes }))),
      bare_down: await seconds(async () => ok(await fetch(`${bare.url}/file`))),
      up: await seconds(async () => {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const ask = { fence, name: `bench-${round}.bin`, kind: 'file', sha256, size_bytes: file_bytes };
        const begun = await project.post<{ artifact_id: string; part_bytes: number }>(base, ask, headers);
        id = begun.artifact_id;
        for (let at = 0, n = 1; at < file_bytes; at += begun.part_bytes, n++) {
          const url = new URL(`${base}/${id}/parts/${n}?fence=${fence}`, project.url);
          await ok(await fetch(url, { method: 'PUT', headers, body: bytes.subarray(at, at + begun.part_bytes) }));
        }
        await project.post(`${base}/${id}/complete`, { fence }, headers);
      }),
      down: await seconds(async () =>
        ok(await fetch(new URL(`${base}/${id}/content?fence=${fence}`, project.url), { headers })),
      ),
    };
    for (const name of ['up', 'down', 'bare_up', 'bare_down'] as const) best[name] = Math.min(best[name], took[name]);
  }
  await bare.close();
  const row = (name: string, took: number, alone: number, baseline: string): Row => ({
    name,
    value: file_bytes / mega / took,
    unit: 'MB/s',
    baseline,
    baseline_value: file_bytes / mega / alone,
    better: 'higher',
  });
  return [
    row(
      'artifact up: 32 MiB in parts, hashed on both sides',
      best.up,
      best.bare_up,
      'one R2 put through a bare Worker, no hash',
    ),
    row('artifact down: 32 MiB', best.down, best.bare_down, 'one R2 get through a bare Worker'),
  ];
}
