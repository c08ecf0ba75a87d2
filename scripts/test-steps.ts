import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintDockerfile } from './hadolint.ts';
import { ensurePython } from './python.ts';
import { ROOT } from './root.ts';
import { pytestReport, type Report, vitestReport } from './test-reports.ts';

/** One step of `npm test`. */
export interface Step {
  name: string;
  /** Part of `npm run check`. */
  fast: boolean;
  run: () => Promise<Report>;
}

/** Where the test programs leave their reports. */
export const REPORTS = join(ROOT, 'dist/.reports');
const COLORS = process.stdout.isTTY ? '--colors=force' : '--colors=off';

/** A check that passes or fails as a whole counts as one test. */
const whole = (code: number): Report => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  skipped: 0,
  times: [],
  failures: [],
  flaky: [],
});

/** The outcome of a step that could not even run. */
export const failed: Report = whole(1);

function execute(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', (error) => {
      console.error(error.message);
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

const node = (path: string, ...args: string[]) => execute(process.execPath, [join(ROOT, path), ...args]);

async function allOf(...runs: Promise<number>[]): Promise<Report> {
  return (await Promise.all(runs)).map(whole).reduce(add);
}

/** The sum of two outcomes. */
export function add(a: Report, b: Report): Report {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    times: [...a.times, ...b.times],
    failures: [...a.failures, ...b.failures],
    flaky: [...a.flaky, ...b.flaky],
  };
}

async function vitest(project: string, ...options: string[]): Promise<Report> {
  const report = join(REPORTS, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await node('node_modules/vitest/vitest.mjs', 'run', '--project', project, ...options, ...reporters);
  return whateverTheCode(code, existsSync(report) ? vitestReport(readFileSync(report, 'utf8')) : failed);
}

async function pytest(): Promise<Report> {
  const found = await ensurePython((text) => console.log(`python: ${text}`));
  if (found.python === null) {
    console.error(`The runner's tests need Python: ${found.reason}`);
    return failed;
  }
  const report = join(REPORTS, 'pytest.xml');
  // One thread each: the tests are tiny, and threads that wait for each other cost more than they bring.
  const env = { PYTHONPATH: 'gpu-runner', OMP_NUM_THREADS: '1', TOKENIZERS_PARALLELISM: 'false', HF_HUB_OFFLINE: '1' };
  const lint = await execute(found.python, ['-m', 'ruff', 'check', 'gpu-runner', 'tests/runner']);
  const format = await execute(found.python, [
    '-m',
    'ruff',
    'format',
    '--check',
    '--quiet',
    'gpu-runner',
    'tests/runner',
  ]);
  const dockerfile = await lintDockerfile(found.python);
  const code = await execute(found.python, ['-m', 'pytest', 'tests/runner', '-q', `--junit-xml=${report}`], env);
  const tests = existsSync(report) ? pytestReport(readFileSync(report, 'utf8')) : failed;
  const linted = dockerfile === null ? { ...whole(0), passed: 0, skipped: 1 } : whole(dockerfile);
  return [whole(lint), whole(format), linted, whateverTheCode(code, tests)].reduce(add);
}

/** A run that failed without a failed test, such as one that crashed, still counts as a failure. */
function whateverTheCode(code: number, counts: Report): Report {
  return code !== 0 && counts.failed === 0 ? add(counts, failed) : counts;
}

const TYPE_CHECKS = [
  'tsconfig.json',
  'tsconfig.node.json',
  'dashboard/tsconfig.json',
  'packages/assay/tsconfig.json',
  'tests/e2e/tsconfig.json',
];
/** Keeps what it learned in dist/, so that a second run checks only what changed. */
const typeCheck = (path: string) =>
  node(
    'node_modules/typescript/bin/tsc',
    '-p',
    path,
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `dist/.types/${path}.tsbuildinfo`,
  );

const CRUISED = ['workers', 'schema', 'dashboard', 'packages', 'scripts', 'bench', 'tests'];
const present = (paths: string[]) => paths.filter((path) => existsSync(join(ROOT, path)));

// Programs and browsers race on a busy machine: a test of theirs gets a second try, and the summary names it.
const SECOND_TRY = '--retry=1';

/** All of `npm test`, in order. */
export const STEPS: Step[] = [
  {
    name: 'types',
    fast: true,
    run: () => allOf(...present(TYPE_CHECKS).map(typeCheck)),
  },
  {
    name: 'lint',
    fast: true,
    run: () =>
      allOf(
        execute(join(ROOT, 'node_modules/.bin/biome'), ['ci', '--error-on-warnings', COLORS]),
        node(
          'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
          '--config',
          '.dependency-cruiser.cjs',
          ...present(CRUISED),
        ),
      ),
  },
  {
    name: 'drift',
    fast: true,
    run: async () => {
      // recipes.json comes from the runner; without Python it is left out, and says so.
      await ensurePython((text) => console.log(`python: ${text}`));
      return allOf(node('scripts/generate.ts', '--check'));
    },
  },
  { name: 'pure', fast: true, run: () => vitest('pure') },
  { name: 'edge', fast: false, run: () => vitest('edge', SECOND_TRY) },
  { name: 'runner', fast: false, run: pytest },
  { name: 'e2e', fast: false, run: () => vitest('e2e', SECOND_TRY) },
];
