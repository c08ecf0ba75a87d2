import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { WORKERS } from './build.ts';
import { applyMigrations } from './migrations.ts';
import { ROOT, SetupError } from './root.ts';

const CRON = '* * * * *';
const API = 'assay-api';

type V4Options = Parameters<typeof convertV4MiniflareOptions>[0];

/** A bundled Worker to run: its name, wrangler configuration and the folder `buildWorkers` wrote. */
export interface Bundle {
  name: string;
  config: string;
  folder: string;
}

/** How to open the platform; everything left out gets a default fit for a test. */
export interface PlatformOptions {
  /** Folder that keeps D1 and R2; without it they vanish with the process. */
  data?: string;
  /** 0 picks a free port. */
  port?: number;
  /** Variables and secrets of the api Worker, over those in wrangler.toml. */
  vars?: Record<string, string>;
  bundles?: Bundle[];
  /** Whether edge models can be run, by default so: their runtime is 14 MB, which most tests need not wait for. */
  edge_models?: boolean;
  migrations?: string;
  /** Milliseconds between two cron runs; 0 never runs it by itself. */
  cron_ms?: number;
  /** Receives every line the Workers log. */
  on_log?: (line: string) => void;
  /** Called after a crashed runtime was started again. */
  on_restart?: () => void;
}

/** A running platform. */
export interface Platform {
  url: string;
  mf: Miniflare;
  /** Names of the migrations that this opening applied. */
  migrated: string[];
  /** Runs the cron handler once. */
  scheduled: (cron?: string) => Promise<void>;
  close: () => Promise<void>;
}

const MODULE_TYPES: Record<string, 'CompiledWasm' | 'Text' | 'Data'> = {
  '.wasm': 'CompiledWasm',
  '.md': 'Text',
  '.txt': 'Text',
  '.sql': 'Text',
  '.html': 'Text',
  '.bin': 'Data',
  '.onnx': 'Data',
};

/** A wasm module that holds nothing. */
const EMPTY_WASM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

function modulesIn(
  folder: string,
  edge_models: boolean,
): { type: string; path: string; contents: string | Uint8Array }[] {
  const modules = [
    { type: 'ESModule', path: join(folder, 'index.js'), contents: readFileSync(join(folder, 'index.js'), 'utf8') },
  ];
  const others = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = MODULE_TYPES[extname(name)];
    const path = join(folder, name);
    const contents = () => (type === 'CompiledWasm' && !edge_models ? EMPTY_WASM : readFileSync(path));
    if (type) others.push({ type, path, contents: type === 'Text' ? readFileSync(path, 'utf8') : contents() });
  }
  return [...modules, ...others];
}

function workerOptions(bundle: Bundle, vars: Record<string, string>, edge_models: boolean): Record<string, unknown> {
  const { workerOptions: options } = unstable_getMiniflareWorkerOptions(resolve(ROOT, bundle.config));
  const { rootPath: _, modulesRules: __, bindings, ...rest } = options;
  const own = bundle.name === API ? vars : {};
  return {
    ...rest,
    name: bundle.name,
    modulesRoot: bundle.folder,
    modules: modulesIn(bundle.folder, edge_models),
    bindings: { ...(bindings as Record<string, unknown>), ...own },
  };
}

/** The bundles that `buildWorkers` wrote to dist/. */
export function defaultBundles(dist = join(ROOT, 'dist')): Bundle[] {
  return WORKERS.map(({ name, config }) => ({ name, config, folder: join(dist, name) }));
}

/** Runs the built Workers on the local simulator with real D1, R2 and queues, and brings the database up to date. */
export async function openPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { data, port = 0, vars = {}, bundles = defaultBundles(), cron_ms = 0, on_log = () => {} } = options;
  const shared = {
    host: '127.0.0.1',
    port,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ message }: { message: string }) => on_log(message),
    unsafeHandleRuntimeRestart: () => options.on_restart?.(),
    ...(data ? { resourcePersistencePath: resolve(data) } : {}),
  };
  const workers = bundles.map((bundle) => workerOptions(bundle, vars, options.edge_models ?? true));
  // wrangler names its worker options more loosely than Miniflare types them.
  const mf = new Miniflare(convertV4MiniflareOptions({ ...shared, workers } as unknown as V4Options));
  try {
    const url = (await mf.ready).origin;
    const migrated = await applyMigrations(
      await mf.getD1Database('DB', API),
      options.migrations ?? join(ROOT, 'schema/migrations'),
    );
    const worker = await mf.getWorker(API);
    const scheduled = async (cron = CRON) => {
      const { outcome } = await worker.scheduled({ cron });
      if (outcome !== 'ok') throw new Error(`the cron handler ended with outcome ${outcome}`);
    };
    const timer =
      cron_ms > 0 ? setInterval(() => scheduled().catch((error) => on_log(String(error))), cron_ms) : undefined;
    const close = async () => {
      clearInterval(timer);
      await mf.dispose();
    };
    return { url, mf, migrated, scheduled, close };
  } catch (error) {
    await mf.dispose().catch(() => {});
    if (/ERR_ADDRESS_IN_USE|EADDRINUSE/.test(String((error as { code?: string }).code ?? error))) {
      throw new SetupError(
        `Port ${port} is in use. Stop what listens there, or choose another: npm start -- --port ${port + 1}`,
      );
    }
    throw error;
  }
}
