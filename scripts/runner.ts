import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';
import { endProcess } from './state.ts';

/** How long a stopping runner may take to release its job before it is killed. */
const GRACE_MS = 10_000;
const RESTARTS_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The runner that `npm start` keeps running. */
export interface LocalRunner {
  pid: () => number | undefined;
  stop: () => Promise<void>;
}

/** What the local runner needs to know. */
export interface RunnerOptions {
  python: string;
  url: string;
  key: string;
  data: string;
  /** Called with a new process number, and with a sentence when the runner ended by itself. */
  on_start: (pid: number) => void;
  on_end: (text: string) => void;
}

/** Whether the runner's worker is part of this tree. */
export function hasRunner(): boolean {
  return existsSync(join(ROOT, 'gpu-runner/assay_runner/__main__.py'));
}

/** Starts the runner in a process group of its own and starts it again, ever more slowly, when it ends by itself. */
export function startRunner(options: RunnerOptions): LocalRunner {
  const log = join(options.data, 'logs/runner.log');
  mkdirSync(join(options.data, 'logs'), { recursive: true });
  let child: ChildProcess;
  let ended: Promise<void>;
  let stopping = false;
  let restarts = 0;
  let timer: NodeJS.Timeout | undefined;

  const launch = () => {
    const file = openSync(log, 'a', 0o600);
    const place = join(options.data, 'runner');
    const args = ['-m', 'assay_runner', 'work', '--url', options.url, '--name', 'local', '--data', place];
    // The key goes through the environment, which `ps` does not show.
    const own = { PYTHONPATH: join(ROOT, 'gpu-runner'), PYTHONUNBUFFERED: '1', ASSAY_KEY: options.key };
    const env = { ...process.env, ...own };
    const started = Date.now();
    child = spawn(options.python, args, {
      stdio: ['ignore', file, file],
      detached: true,
      env,
    });
    closeSync(file);
    if (child.pid) options.on_start(child.pid);
    ended = new Promise((done) => {
      child.on('error', () => done());
      child.on('exit', (code, signal) => {
        done();
        if (stopping) return;
        if (Date.now() - started > 60_000) restarts = 0;
        const wait = RESTARTS_MS[Math.min(restarts++, RESTARTS_MS.length - 1)] ?? GRACE_MS;
        // Once the waits no longer grow there is nothing new to say.
        if (restarts < RESTARTS_MS.length) {
          const cause = signal ?? `code ${code}`;
          options.on_end(`The runner ended (${cause}); it starts again in ${wait / 1000} s. Log: ${log}`);
        }
        timer = setTimeout(launch, wait);
      });
    });
  };

  launch();
  const stop = async () => {
    stopping = true;
    clearTimeout(timer);
    const pid = child.pid;
    if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // SIGTERM to the worker alone: it asks its job to stop and releases it. What outlives the grace is killed with its group.
    child.kill('SIGTERM');
    const killer = setTimeout(() => endProcess(pid, 'SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(killer);
    endProcess(pid, 'SIGKILL');
  };
  return { pid: () => child.pid, stop };
}
