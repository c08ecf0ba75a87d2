import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/root.ts';
import type { Row, Suite } from './bench.ts';
import { openProject } from './project.ts';
import { latencyRows } from './runner-latency.ts';
import { artifactRows, eventRows } from './runner-traffic.ts';

type Lease = { lease: { job: { id: string }; fence: number } };

/** The runner: its sampler and recipe against plain libraries, and its traffic with the platform against a bare Worker. */
export const run: Suite = async () => {
  const python = join(ROOT, '.venv/bin/python');
  if (!existsSync(python)) throw new Error('The runner needs the Python environment: run npm start once.');
  const project = await openProject();
  const { token } = await project.send<{ token: string }>('/v1/keys', { name: 'runner', scopes: ['runner'] });
  const dataset = (await project.send('/v1/datasets', { name: 'Benchmark' })).id;
  await project.send(`/v1/datasets/${dataset}/items`, { items: [{ prompt: '1+1=', reference: '2' }] });

  const job = await project.send('/v1/jobs', { recipe: 'generate', params: { model: './absent', dataset } });
  const ask = { name: 'bench', labels: [], recipes: ['generate'], version: '0', device: 'none', wait_ms: 20_000 };
  const authorization = `Bearer ${token}`;
  const { lease } = await project.post<Lease>('/v1/runner/leases', ask, { authorization });
  const held = { id: job.id, fence: lease.fence };
  const rows = await eventRows(project, token, held);
  rows.push(...(await artifactRows(project, token, held)));
  await project.send(`/v1/jobs/${job.id}/cancel`, {});
  const end = { fence: lease.fence, outcome: 'cancelled' };
  await project.post(`/v1/runner/jobs/${job.id}/finish`, end, { authorization });
  rows.push(...(await latencyRows(project, token, dataset)));
  await project.close();

  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const output = execFileSync(python, [join(ROOT, 'gpu-runner/benchmarks/bench.py')], { env, encoding: 'utf8' });
  // What libraries print stands before it.
  return [...rows, ...(JSON.parse(output.trim().split('\n').at(-1) ?? '[]') as Row[])];
};
