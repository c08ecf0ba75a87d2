import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, ROOT, setStamp, stampIs } from './root.ts';

const VENV = join(ROOT, '.venv');
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
const PROBE = 'import sys; print("%d.%d" % sys.version_info[:2])';
// On Linux the plain torch wheel brings CUDA, several GB that a machine without an NVIDIA driver cannot use.
const TORCH_CPU_INDEX = 'https://download.pytorch.org/whl/cpu';

/** The runner's Python environment, or why there is none. */
export type PythonEnvironment = { python: string; state: 'installed' | 'unchanged' } | { python: null; reason: string };

function versionOf(python: string, probe = PROBE): [number, number] | null {
  try {
    const text = execFileSync(python, ['-c', probe], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [major = 0, minor = 0] = text.trim().split('.').map(Number);
    return [major, minor];
  } catch {
    return null;
  }
}

/** The first Python of at least 3.11 on the path; `ASSAY_PYTHON` names one outright. */
export function findPython(): string | null {
  const names = process.env.ASSAY_PYTHON ? [process.env.ASSAY_PYTHON] : NAMES;
  return (
    names.find((name) => {
      const version = versionOf(name);
      return version !== null && (version[0] > 3 || (version[0] === 3 && version[1] >= 11));
    }) ?? null
  );
}

function run(command: string, args: string[], log: string): Promise<boolean> {
  return new Promise((done) => {
    const file = createWriteStream(log, { flags: 'a' });
    file.write(`$ ${command} ${args.join(' ')}\n`);
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on('error', (error) => file.write(`${error.message}\n`, () => done(false)));
    child.on('close', (code) => file.end(() => done(code === 0)));
  });
}

function torchPin(): string | undefined {
  return /^torch==\S+/m.exec(readFileSync(join(ROOT, 'gpu-runner/requirements.txt'), 'utf8'))?.[0];
}

function hasNvidia(): boolean {
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidia0');
}

/** Makes .venv hold exactly the pinned requirements and the runner itself; `note` hears about slow work before it starts. */
export async function ensurePython(note: (text: string) => void): Promise<PythonEnvironment> {
  if (!existsSync(join(ROOT, 'gpu-runner/requirements.txt'))) return { python: null, reason: 'gpu-runner/ is absent' };
  const python = join(VENV, 'bin/python');
  const inputs = ['requirements.txt', 'constraints.txt', 'pyproject.toml'].map((name) => `gpu-runner/${name}`);
  const hash = contentHash(inputs);
  const stamp = join(VENV, '.assay-stamp');
  // The interpreter is a link to the system's: it dangles once that Python is gone.
  if (existsSync(python) && stampIs(stamp, hash)) return { python, state: 'unchanged' };

  const system = findPython();
  // An environment without pip was cut off while it was made.
  const usable = existsSync(python) && versionOf(python, `import pip; ${PROBE}`) !== null;
  if (!system && !usable)
    return { python: null, reason: `no Python 3.11 or newer found (looked for ${NAMES.join(', ')})` };

  mkdirSync(join(ROOT, '.assay'), { recursive: true });
  const log = join(ROOT, '.assay/python-install.log');
  rmSync(log, { force: true });
  const failed = (what: string) => ({ python: null, reason: `${what} failed; the output is in ${log}` });
  if (!usable) {
    note(`creating .venv with ${system}`);
    rmSync(VENV, { recursive: true, force: true });
    if (!system || !(await run(system, ['-m', 'venv', VENV], log))) {
      rmSync(VENV, { recursive: true, force: true });
      return failed(`creating the virtual environment (on Debian: apt-get install python3-venv)`);
    }
  }
  note('installing the pinned requirements (the first time this takes minutes)');
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
  const constraints = ['-c', 'gpu-runner/constraints.txt'];
  const torch = torchPin();
  if (torch && process.platform === 'linux' && !hasNvidia()) {
    // Its failure is no failure: without that index the plain wheel serves as well.
    await run(
      python,
      [...pip, '--no-deps', '--retries', '1', '--timeout', '20', '--extra-index-url', TORCH_CPU_INDEX, torch],
      log,
    );
  }
  if (!(await run(python, [...pip, '-r', 'gpu-runner/requirements.txt', ...constraints], log))) {
    return failed('pip install -r gpu-runner/requirements.txt');
  }
  if (existsSync(join(ROOT, 'gpu-runner/pyproject.toml'))) {
    if (!(await run(python, [...pip, '--no-deps', '--no-build-isolation', '-e', 'gpu-runner'], log))) {
      return failed('pip install -e gpu-runner');
    }
  }
  setStamp(stamp, hash);
  return { python, state: 'installed' };
}
