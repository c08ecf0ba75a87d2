import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Job } from '../../schema/contracts/index.ts';
import type { TestPlatform, TestProject } from '../platform.ts';
import { temporaryFolder } from './running.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `assay-runner work` for a project until the test ends. @returns a wait for one of its jobs to succeed */
export async function working(
  platform: TestPlatform,
  project: TestProject,
  recipe: string,
): Promise<(job: Job) => Promise<Job>> {
  const { key } = await platform.key(project, ['runner']);
  const place = ['--url', platform.url, '--data', temporaryFolder(), '--name', 'test', '--recipes', recipe];
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'gpu-runner'), ASSAY_KEY: key, OMP_NUM_THREADS: '1' };
  const child = spawn(join(ROOT, '.venv/bin/python'), ['-m', 'assay_runner', 'work', ...place], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise((done) => child.on('close', done));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return async ({ id }) => {
    for (;;) {
      const job = await project.json<Job>('GET', `/v1/jobs/${id}`);
      if (job.state === 'succeeded') return job;
      if (['failed', 'cancelled', 'dead'].includes(job.state) || child.exitCode !== null)
        throw new Error(`job ${id} is ${job.state}: ${job.error?.message ?? job.message}; the runner said: ${said}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  };
}
