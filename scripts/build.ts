import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeEdgeRuntime } from './edge-runtime.ts';
import { contentHash, ROOT, runMain, SetupError, setStamp, stampIs } from './root.ts';

/** One Worker of the platform: its name, its wrangler configuration and what its bundle is made of. */
export interface WorkerSource {
  name: string;
  config: string;
  inputs: string[];
}

/** The platform's Workers; the first is the one that answers HTTP. */
export const WORKERS: WorkerSource[] = [
  {
    name: 'assay-api',
    config: 'wrangler.toml',
    inputs: ['workers/api', 'workers/numbers', 'workers/edge-model', 'schema', 'wrangler.toml'],
  },
  {
    name: 'assay-edge-judge',
    config: 'workers/edge-judge/wrangler.toml',
    inputs: ['workers/edge-judge', 'workers/edge-model', 'workers/numbers', 'schema', 'scripts/edge-runtime.ts'],
  },
];

/** Runs a program quietly and answers with its output; rejects with that output when it fails. */
export function runQuietly(command: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(output);
      else fail(new SetupError(`${command} ${args.join(' ')} ended with code ${code}:\n${output.trim()}`));
    });
  });
}

/** Runs wrangler under this Node, without telemetry, prompts or update notices. */
export function wrangler(args: string[], env: Record<string, string> = {}): Promise<string> {
  const quiet = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true', NO_COLOR: '1' };
  return runQuietly(process.execPath, [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    ...quiet,
    ...env,
  });
}

/** Puts a freshly built folder in the place of the old one; when two builds end at once, either one's result will do. */
function swapFolder(fresh: string, place: string): void {
  for (let tries = 1; ; tries++) {
    rmSync(place, { recursive: true, force: true });
    try {
      renameSync(fresh, place);
      return;
    } catch (error) {
      if (tries === 5 || !/ENOTEMPTY|EEXIST/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}

/** Builds the dashboard into dist/dashboard; when its sources are absent, a page that says so stands in. */
export async function buildDashboard(): Promise<'built' | 'unchanged' | 'absent'> {
  const place = join(ROOT, 'dist/dashboard');
  const config = ['dashboard/vite.config.ts', 'vite.config.ts'].find((path) => existsSync(join(ROOT, path)));
  if (!config) {
    ensureAssets();
    return 'absent';
  }
  const hash = contentHash([
    'dashboard',
    'packages/assay/src',
    'schema',
    'workers/edge-model',
    'models',
    config,
    'package-lock.json',
  ]);
  const stamp = join(ROOT, 'dist/.stamps/dashboard');
  if (stampIs(stamp, hash) && existsSync(join(place, 'index.html'))) return 'unchanged';
  const fresh = join(ROOT, `dist/.fresh-${process.pid}/dashboard`);
  await Promise.all([
    viteBuild(config, fresh),
    // The rating page is built by itself, without React.
    viteBuild('dashboard/rate/vite.config.ts', join(fresh, '../rate')),
  ]);
  cpSync(join(fresh, '../rate'), fresh, { recursive: true });
  placeModels(fresh);
  swapFolder(fresh, place);
  rmSync(join(fresh, '..'), { recursive: true, force: true });
  setStamp(stamp, hash);
  return 'built';
}

const viteBuild = (config: string, out: string) =>
  runQuietly(process.execPath, [
    ...[join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'dashboard', '--config', join(ROOT, config)],
    ...['--outDir', out, '--emptyOutDir', '--logLevel', 'warn'],
  ]);

/** Starter models are static files: the api Worker hands them to the edge judge, and a browser takes them as they are. */
function placeModels(place: string): void {
  const models = join(ROOT, 'models');
  if (existsSync(models)) cpSync(models, join(place, 'models'), { recursive: true });
}

/** The Worker's configuration names dist/dashboard, which must exist even where no dashboard was built. */
function ensureAssets(): void {
  const place = join(ROOT, 'dist/dashboard');
  placeModels(place);
  if (existsSync(join(place, 'index.html'))) return;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'index.html'), '<!doctype html><title>Assay</title><p>The dashboard is not built.\n');
}

/** Bundles each Worker into `outDir`/<name> with wrangler, skipping those whose inputs did not change. */
export async function buildWorkers(outDir = join(ROOT, 'dist'), workers = WORKERS): Promise<string[]> {
  ensureAssets();
  writeEdgeRuntime();
  const built: string[] = [];
  await Promise.all(
    workers.map(async ({ name, config, inputs }) => {
      const place = resolve(outDir, name);
      const hash = contentHash([...inputs, 'package-lock.json']);
      const stamp = resolve(outDir, '.stamps', name);
      if (stampIs(stamp, hash) && existsSync(join(place, 'index.js'))) return;
      const fresh = resolve(outDir, `.fresh-${process.pid}-${name}`);
      await wrangler(['deploy', '--dry-run', '--config', resolve(ROOT, config), '--outdir', fresh]);
      swapFolder(fresh, place);
      setStamp(stamp, hash);
      built.push(name);
    }),
  );
  return built;
}

/** Emits the published client and its command line into packages/assay/dist: modules and their types, as they are. */
export async function buildClient(): Promise<'built' | 'unchanged'> {
  const folder = join(ROOT, 'packages/assay');
  const place = join(folder, 'dist');
  const rankings = ['workers/api/rankings', 'workers/api/metrics', 'schema/contracts'];
  const hash = contentHash(['packages/assay', ...rankings, 'tsconfig.base.json', 'package-lock.json']);
  const stamp = join(ROOT, 'dist/.stamps/client');
  if (stampIs(stamp, hash) && existsSync(join(place, 'index.js'))) return 'unchanged';
  const fresh = join(ROOT, `dist/.fresh-${process.pid}-client`);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await runQuietly(process.execPath, [tsc, '-p', folder, '--outDir', fresh]);
  await bundleRankings(join(fresh, 'cli'));
  chmodSync(join(fresh, 'cli/index.js'), 0o755);
  swapFolder(fresh, place);
  setStamp(stamp, hash);
  return 'built';
}

/** The ranking functions are pure: bundled into one module, the command line ranks as the platform does. */
async function bundleRankings(folder: string): Promise<void> {
  const { build } = await import('vite');
  const entry = join(ROOT, 'workers/api/rankings/offline/index.ts');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: {
      lib: { entry, formats: ['es'], fileName: () => 'rankings.js' },
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'es2022',
    },
  });
}

/** Reads the version that this tree calls itself. */
export function version(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    console.log(`dashboard: ${await buildDashboard()}`);
    console.log(`client: ${await buildClient()}`);
    const built = await buildWorkers();
    console.log(`workers: ${built.length > 0 ? `built ${built.join(', ')}` : 'unchanged'}`);
    return 0;
  });
}
