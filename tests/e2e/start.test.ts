import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isRunning } from '../../scripts/state.ts';
import { processesOf, start, temporaryFolder, tryStart } from './running.ts';

const quiet = ['--no-runner', '--port', '0'];

async function refused(args: string[]): Promise<string> {
  const result = await tryStart(args);
  if (!('code' in result)) throw new Error('it started');
  expect(result.code).toBe(1);
  return result.output;
}

test('it starts, answers, keeps its state privately, stops every process, and finds its state again', async () => {
  const data = temporaryFolder();
  const first = await start([...quiet, '--data', data]);
  expect((await first.project.request('/v1/health')).status).toBe(200);
  expect(await first.project.json('GET', '/v1/keys?limit=1')).toMatchObject({ data: [{}] });
  for (const name of ['secrets.json', 'demo.json']) expect(statSync(join(data, name)).mode & 0o777).toBe(0o600);

  const below = processesOf(first);
  expect(below.length).toBeGreaterThan(0);
  expect(await first.stop()).toBe(0);
  expect(below.filter((pid) => isRunning(pid))).toEqual([]);

  const again = Date.now();
  const second = await start([...quiet, '--data', data]);
  expect(Date.now() - again).toBeLessThan(30_000);
  expect(second.project.key).toBe(first.project.key);
  expect((await second.project.request('/v1/keys?limit=1')).status).toBe(200);

  const logs = readFileSync(join(data, 'logs/workers.log'), 'utf8');
  expect(logs).toContain('"path":"/v1/keys"');
  expect(logs).not.toContain(first.project.key.slice(-43));
});

test('a second start on the same data is refused; after kill -9 the next one cleans up and goes on', async () => {
  const data = temporaryFolder();
  const first = await start([...quiet, '--data', data]);
  expect(await refused([...quiet, '--data', data])).toContain(`process ${first.pid}`);

  const orphans = processesOf(first);
  await first.crash();
  const port = new URL(first.url).port;
  const second = await start(['--no-runner', '--port', port, '--data', data]);
  expect(orphans.filter((pid) => isRunning(pid, /workerd/))).toEqual([]);
  expect((await second.project.request('/v1/keys?limit=1')).status).toBe(200);
});

test('kill -9 of the Workers alone: they come back on the same address with the same data', async () => {
  const data = temporaryFolder();
  const server = createServer();
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
  const running = await start(['--no-runner', '--port', String(port), '--data', data]);
  const [workers = 0] = processesOf(running);
  process.kill(workers, 'SIGKILL');
  await vi.waitFor(async () => expect((await running.project.request('/v1/keys?limit=1')).status).toBe(200), {
    timeout: 10_000,
    interval: 200,
  });
  expect(processesOf(running)).not.toContain(workers);
});

test('--reset forgets the data, and nothing else in the folder', async () => {
  const data = temporaryFolder();
  writeFileSync(join(data, 'mine.txt'), 'kept');
  const first = await start([...quiet, '--data', data]);
  await first.stop();
  const second = await start([...quiet, '--reset', '--data', data]);
  expect(second.project.key).not.toBe(first.project.key);
  expect(readFileSync(join(data, 'mine.txt'), 'utf8')).toBe('kept');
});

test('what is wrong is said plainly, with what to do', async () => {
  const data = temporaryFolder();
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  expect(await refused(['--no-runner', '--port', port, '--data', data])).toContain(`Port ${port} is in use`);
  server.close();

  expect(await refused(['--port', 'eighty'])).toContain('--port eighty is not a port');
  expect(await refused(['--prot', '80'])).toContain("Unknown option '--prot'");

  writeFileSync(join(data, 'secrets.json'), '{"ASSAY_SECRET": "ab');
  expect(await refused([...quiet, '--data', data])).toMatch(/secrets\.json is damaged[\s\S]*--reset/);
});
