import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const BOOTSTRAP = join(import.meta.dirname, '../../scripts/bootstrap.mjs');

/** A tree that locks `packages` and whose npm is a shell script. */
function tree(packages: Record<string, { version: string; optional?: boolean }>, npm: string): string {
  const root = mkdtempSync(join(tmpdir(), 'assay-tree-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['scripts', 'bin']) mkdirSync(join(root, folder));
  copyFileSync(BOOTSTRAP, join(root, 'scripts/bootstrap.mjs'));
  writeFileSync(
    join(root, 'scripts/echo.ts'),
    'console.log(process.argv.slice(2).join(" ")); process.exit(3 as number);',
  );
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\necho run >> npm-runs\n${npm}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
  return root;
}

function boot(root: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const { npm_execpath: _, npm_node_execpath: __, ...rest } = process.env;
  const env = { ...rest, PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}` };
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), ...args], { cwd: root, env });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => done({ code, output }));
  });
}

/** What npm leaves behind: the package, and its own record of a finished install. */
const installs = [
  'mkdir -p node_modules/left-pad && echo "{}" > node_modules/left-pad/package.json',
  'cp package-lock.json node_modules/.package-lock.json',
].join('\n');
const locked = { '': { version: '0.1.0' }, 'node_modules/left-pad': { version: '1.3.0' } };

test('what the lockfile names is installed once; the script gets its arguments and gives its exit code', async () => {
  const root = tree(locked, installs);
  const first = await boot(root, 'echo', '--port', '1');
  expect(first.output).toContain('packages: installing the locked set (not installed)');
  expect(first.output).toContain('--port 1');
  expect(first.code).toBe(3);

  expect((await boot(root, 'echo', 'again')).output).toBe('again\n');
  expect(readFileSync(join(root, 'npm-runs'), 'utf8')).toBe('run\n');
});

test('a damaged package and a changed lockfile are noticed', async () => {
  const root = tree(locked, installs);
  await boot(root, 'echo');
  rmSync(join(root, 'node_modules/left-pad'), { recursive: true });
  expect((await boot(root, 'echo')).output).toContain('(left-pad is damaged)');
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/left-pad': { version: '1.4.0' } } }),
  );
  expect((await boot(root, 'echo')).output).toContain('(left-pad 1.4.0 is not installed)');
});

test("another platform's package may be absent", async () => {
  const root = tree({ ...locked, 'node_modules/node-other': { version: '24.0.0', optional: true } }, installs);
  await boot(root, 'echo');
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: locked }));
  expect((await boot(root, 'echo', 'ran')).output).toBe('ran\n');
});

test('an install that fails, or that ends well with a package missing, is said plainly', async () => {
  const failing = await boot(tree(locked, 'echo "404 left-pad" >&2; exit 1'), 'echo');
  expect(failing.output).toContain('404 left-pad');
  expect(failing.output).toContain('npm ci failed (it ended with code 1)');
  expect(failing.code).toBe(1);

  const hollow = await boot(tree(locked, 'exit 0'), 'echo');
  expect(hollow.output).toContain('npm ci failed (after it, not installed)');
  expect(hollow.code).toBe(1);
});

test('only scripts of this tree are run', async () => {
  const { code, output } = await boot(tree({}, installs), '../echo');
  expect(output).toContain('There is no scripts/../echo.ts');
  expect(code).toBe(1);
});
