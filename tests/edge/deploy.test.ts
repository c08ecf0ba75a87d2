import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'assay-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs the deploy script as somebody who has never logged in. */
function deploy(...args: string[]): Promise<{ code: number | null; output: string }> {
  const { CLOUDFLARE_API_TOKEN: _, CLOUDFLARE_ACCOUNT_ID: __, ...rest } = process.env;
  const env = { ...rest, HOME: home, XDG_CONFIG_HOME: home };
  return new Promise((done) => {
    const child = spawn(process.execPath, ['scripts/deploy.ts', ...args], { cwd: ROOT, env });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => done({ code, output }));
  });
}

test('the dry run builds both Workers offline and says what a deploy would do', async () => {
  const { code, output } = await deploy('--dry-run');
  expect(output).toMatch(/assay-api +\d+ KiB, gzipped +\d+ KiB/);
  expect(output).toMatch(/assay-edge-judge +\d+ KiB, gzipped +\d+ KiB/);
  for (const word of [
    'D1 database "assay"',
    'R2 bucket',
    'assay-jobs-dead',
    'migration',
    'ASSAY_SECRET',
    '* * * * *',
  ]) {
    expect(output).toContain(word);
  }
  expect(output).toContain('Nothing was deployed.');
  expect(code).toBe(0);
}, 120_000);

test('without a login nothing is deployed, and it says what is missing', async () => {
  const { code, output } = await deploy();
  expect(output).toContain('not logged in');
  expect(output).toContain('CLOUDFLARE_API_TOKEN');
  expect(code).toBe(1);
}, 60_000);
