import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { childrenOf } from '../../scripts/state.ts';
import { type TestProject, testProject } from '../platform.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A platform that `npm start` runs in processes of its own. */
export interface Running {
  url: string;
  /** The demo project, as its administrator. */
  project: TestProject;
  runner_key: string;
  data: string;
  /** Process number of scripts/start.ts. */
  pid: number;
  /** What it printed on standard error: its progress lines. */
  progress: string[];
  /** Ctrl-C; answers with the exit code. */
  stop: () => Promise<number | null>;
  /** kill -9 of scripts/start.ts alone: the Workers' process and the runner are left behind. */
  crash: () => Promise<void>;
}

/** A start that failed. */
export interface NotStarted {
  code: number | null;
  output: string;
}

/** A folder that vanishes after the file's last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs scripts/start.ts with `--json` as `npm start` does and waits for its one line, or for its end. */
export async function tryStart(args: string[]): Promise<Running | NotStarted> {
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.ts', '--json', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const progress: string[] = [];
  const { pid, stdout, stderr } = child;
  if (!pid || !stdout || !stderr) throw new Error('scripts/start.ts could not be started');
  createInterface(stderr).on('line', (line) => progress.push(line));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    return ended;
  };
  const line = await Promise.race([
    new Promise<string>((done) => createInterface(stdout).once('line', done)),
    ended.then((code) => ({ code, output: progress.join('\n') })),
  ]);
  if (typeof line !== 'string') return line;
  afterAll(stop);
  const { url, project_id, key, runner_key, data } = JSON.parse(line);
  const crash = async () => {
    child.kill('SIGKILL');
    // The pipes stay open in the processes left behind, so only the exit can be waited for.
    if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.on('exit', done));
  };
  return { url, project: testProject(url, project_id, key), runner_key, data, pid, progress, stop, crash };
}

/** Like `tryStart`, for tests that need it to work. */
export async function start(args: string[]): Promise<Running> {
  const result = await tryStart(args);
  if ('code' in result) throw new Error(`npm start ended with code ${result.code}:\n${result.output}`);
  return result;
}

/** The processes below a running platform: the Workers' and the runner's. */
export function processesOf({ pid }: Running): number[] {
  return childrenOf(pid);
}
