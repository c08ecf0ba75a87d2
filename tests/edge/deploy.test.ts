import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ACCOUNT, DATABASE_ID, openCloudflare } from '../cloudflare.ts';

const ROOT = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'assay-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs the deploy script as somebody who has never logged in. */
function deploy(
  args: string[] = [],
  login: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const { CLOUDFLARE_API_TOKEN: _, CLOUDFLARE_ACCOUNT_ID: __, ...rest } = process.env;
  const env = { ...rest, HOME: home, XDG_CONFIG_HOME: home, ...login };
  return new Promise((done) => {
    const child = spawn(process.execPath, ['scripts/deploy.ts', ...args], { cwd: ROOT, env });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => done({ code, output }));
  });
}

test('the dry run builds both Workers offline and says what a deploy would do', async () => {
  const { code, output } = await deploy(['--dry-run']);
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

test('a real deploy makes what is missing, in order, and a second one replaces no secret', async () => {
  const cloudflare = await openCloudflare();
  afterAll(() => cloudflare.close());
  const login = {
    CLOUDFLARE_API_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: 'token',
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
  };
  const writes = () => cloudflare.calls.filter(({ method }) => method !== 'GET');
  const position = (path: string) => writes().findIndex((call) => call.path === path);

  const first = await deploy(['--state', home], login);
  expect(first.output).toContain('https://assay-api.someone.workers.dev');
  expect(first.code).toBe(0);
  const order = [
    '/d1/database',
    '/r2/buckets',
    '/queues',
    `/d1/database/${DATABASE_ID}/query`,
    '/workers/scripts/assay-edge-judge',
    '/workers/scripts/assay-api',
    '/workers/scripts/assay-api/schedules',
  ];
  const places = order.map(position);
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  const secrets = JSON.parse(readFileSync(join(home, 'deploy-secrets.json'), 'utf8'));
  const upload = writes().find(({ path }) => path === '/workers/scripts/assay-api')?.body ?? '';
  expect(upload).toContain(DATABASE_ID);
  expect(upload).toContain(secrets.ASSAY_SECRET);
  expect(upload).toContain(secrets.ASSAY_SETUP_TOKEN);
  expect(first.output).not.toContain(secrets.ASSAY_SECRET);

  cloudflare.calls.length = 0;
  const second = await deploy(['--state', home], login);
  expect(second.output).toContain('D1 database assay: exists');
  expect(second.code).toBe(0);
  expect(position('/d1/database')).toBe(-1);
  const again = writes().find(({ path }) => path === '/workers/scripts/assay-api/versions')?.body ?? '';
  expect(again).toContain(DATABASE_ID);
  expect(again).not.toContain(secrets.ASSAY_SECRET);
  expect(again).toMatch(/"keep_bindings":\[[^\]]*"secret_text"/);
}, 600_000);
