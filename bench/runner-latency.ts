import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/root.ts';
import { quantile, type Row } from './bench.ts';
import type { openProject } from './project.ts';

type Project = Awaited<ReturnType<typeof openProject>>;
type Event = { data: Record<string, unknown> };

const jobs = 5;
const limit_ms = 500;

/** From the lease to a job's first event at the platform, and to the first from its own process; a real worker runs the jobs. */
export async function latencyRows(project: Project, key: string, dataset: string): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const args = ['-m', 'assay_runner', 'work', '--url', project.url, '--name', 'bench', '--data', data];
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'gpu-runner'), ASSAY_KEY: key, OMP_NUM_THREADS: '1' };
  const worker = spawn(join(ROOT, '.venv/bin/python'), args, { env, stdio: 'ignore' });
  const first: number[] = [];
  const own: number[] = [];
  try {
    for (let n = 0; n < jobs; n++) {
      // A model that is not there: the job ends as soon as its process has said that it runs.
      const params = { model: './absent', dataset };
      const job = await project.send('/v1/jobs', { recipe: 'generate', params, name: `latency ${n}` });
      const times = await follow(project, job.id);
      first.push(times.first);
      own.push(times.own);
      await over(project, job.id);
    }
  } finally {
    worker.kill('SIGTERM');
    await new Promise((done) => worker.on('exit', done));
    rmSync(data, { recursive: true, force: true });
  }
  const row = (name: string, times: number[]): Row => ({
    name,
    value: quantile(
      times.sort((a, b) => a - b),
      0.5,
    ),
    unit: 'ms',
    baseline: 'the limit we set',
    baseline_value: limit_ms,
    better: 'lower',
    target: 1,
  });
  return [
    row('lease to first event at the platform, median', first),
    row("lease to first event of the job's own process, median", own),
  ];
}

/** Looks at a job's events until its own process has sent one; answers with the milliseconds between lease and arrival. */
async function follow(project: Project, id: string): Promise<{ first: number; own: number }> {
  let first: number | undefined;
  for (;;) {
    const { data } = await project.get<{ data: Event[] }>(`/v1/jobs/${id}/events`);
    const now = Date.now();
    if (data.length > 0) {
      const { started_at } = await project.get<{ started_at: number }>(`/v1/jobs/${id}`);
      first ??= now - started_at;
      if (data.some((event) => event.data.state !== 'started')) return { first, own: now - started_at };
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function over(project: Project, id: string): Promise<void> {
  for (;;) {
    const { state } = await project.get<{ state: string }>(`/v1/jobs/${id}`);
    if (['succeeded', 'failed', 'dead', 'cancelled'].includes(state)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}
