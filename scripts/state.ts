import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './root.ts';

/** The root secrets of one installation, kept in DATA/secrets.json. */
export interface Secrets {
  ASSAY_SECRET: string;
  ASSAY_SETUP_TOKEN: string;
}

interface Lock {
  pid: number;
  /** Process groups and processes started by `pid`, which a killed `pid` leaves behind. */
  children: number[];
}

/** Everything the platform ever writes into its data folder: what `--reset` removes, and nothing else. */
const OWN = ['platform', 'runner', 'logs', 'secrets.json', 'demo.json', 'lock.json'];

/** Reads a state file and checks that the named fields are strings; a damaged file is the user's to decide on. */
export function readState<T>(path: string, fields: (keyof T & string)[]): T {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8'));
    const absent = fields.find((field) => typeof value?.[field] !== 'string' || value[field] === '');
    if (absent) throw new Error(`the field ${absent} is missing`);
    return value;
  } catch (error) {
    throw new SetupError(
      `${path} is damaged (${(error as Error).message}).\n` +
        'Restore it from a copy, or start afresh and lose the local data: npm start -- --reset',
    );
  }
}

/** Writes a state file for its owner only, whole or not at all. */
export function writeState(path: string, value: unknown): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

/** Reads the installation's secrets, making them once. */
export function ensureSecrets(path: string): Secrets {
  if (!existsSync(path)) {
    writeState(path, {
      ASSAY_SECRET: randomBytes(32).toString('base64url'),
      ASSAY_SETUP_TOKEN: `setup_${randomBytes(32).toString('base64url')}`,
    });
  }
  return readState<Secrets>(path, ['ASSAY_SECRET', 'ASSAY_SETUP_TOKEN']);
}

/** Whether a process runs; with `pattern`, also that its command line matches, since process numbers are used again. */
export function isRunning(pid: number, pattern?: RegExp): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (!pattern || !existsSync('/proc/self/cmdline')) return true;
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return pattern.test(line);
  } catch {
    return false;
  }
}

/** The direct children of this process (Linux; elsewhere none are found). */
export function childrenOf(pid = process.pid): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Signals a process and, where it leads one, its whole group. */
export function endProcess(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
    } catch {
      // Already gone, or no group of its own.
    }
  }
}

function endOrphan(pid: number): void {
  const runs = () => isRunning(pid, /workerd|assay_runner/);
  if (!runs()) return;
  endProcess(pid, 'SIGKILL');
  // Its port and its database are free only once it is really gone.
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; tries < 100 && runs(); tries++) Atomics.wait(pause, 0, 0, 50);
}

/** Takes the data folder for this process alone and ends what a killed predecessor left running on it. */
export function lockData(data: string): { setChildren: (pids: number[]) => void; unlock: () => void } {
  const path = join(data, 'lock.json');
  mkdirSync(data, { recursive: true });
  if (existsSync(path)) {
    let old: Lock = { pid: 0, children: [] };
    try {
      old = { ...old, ...JSON.parse(readFileSync(path, 'utf8')) };
    } catch {
      // A lock torn by a crash belongs to nobody.
    }
    if (old.pid !== process.pid && old.pid > 0 && isRunning(old.pid, /start\.ts/)) {
      throw new SetupError(
        `Another Assay (process ${old.pid}) already works on ${data}. Stop it first, or use another folder: npm start -- --data DIR`,
      );
    }
    for (const child of old.children) endOrphan(child);
    rmSync(path, { force: true });
  }
  // 'wx' fails when a second start wins the race to this point.
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, children: [] } satisfies Lock), { flag: 'wx', mode: 0o600 });
  } catch {
    throw new SetupError(`Another Assay is just starting on ${data}. Try again in a moment.`);
  }
  const setChildren = (children: number[]) => writeState(path, { pid: process.pid, children } satisfies Lock);
  return { setChildren, unlock: () => rmSync(path, { force: true }) };
}

/** Removes the platform's own files from its data folder, and only those. */
export function resetData(data: string): void {
  for (const name of OWN.filter((own) => own !== 'lock.json'))
    rmSync(join(data, name), { recursive: true, force: true });
}
