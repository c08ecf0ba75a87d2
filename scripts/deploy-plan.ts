import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { unstable_readConfig } from 'wrangler';
import { buildDashboard, buildWorkers, WORKERS } from './build.ts';
import { ROOT, SetupError } from './root.ts';

/** The api Worker's configuration, without the database's id. */
export const API_CONFIG = join(ROOT, 'wrangler.toml');
/** The secrets of the api Worker. */
export const SECRETS = ['ASSAY_SECRET', 'ASSAY_SETUP_TOKEN'] as const;
/** What Cloudflare accepts per Worker, gzipped MiB: free and paid plans. */
const LIMITS = { free: 3, paid: 10 };

/** What of wrangler's reading of wrangler.toml matters here. */
interface ReadConfig {
  d1_databases: { database_name?: string }[];
  r2_buckets: { bucket_name?: string }[];
  queues: { producers?: { queue: string }[]; consumers?: { queue: string; dead_letter_queue?: string }[] };
  triggers: { crons?: string[] };
}

/** What a deploy needs in the account. */
export interface Resources {
  database: string;
  buckets: string[];
  queues: string[];
  crons: string[];
}

/** What the api Worker's configuration needs to exist in the account. */
export function neededResources(): Resources {
  const config: ReadConfig = unstable_readConfig({ config: API_CONFIG }, { hideWarnings: true });
  const consumers = config.queues.consumers ?? [];
  const named = [
    ...(config.queues.producers ?? []).map(({ queue }) => queue),
    ...consumers.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue]),
  ];
  const [database] = config.d1_databases;
  if (!database?.database_name) throw new SetupError('wrangler.toml binds no D1 database.');
  return {
    database: database.database_name,
    buckets: config.r2_buckets.flatMap(({ bucket_name }) => bucket_name ?? []),
    queues: [...new Set(named.filter((name) => name !== undefined))],
    crons: config.triggers.crons ?? [],
  };
}

function sizesOf(folder: string, counts: (name: string) => boolean): { files: number; bytes: number; gzipped: number } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => counts(name) && statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name)));
  const bytes = files.reduce((sum, file) => sum + file.length, 0);
  return { files: files.length, bytes, gzipped: gzipSync(Buffer.concat(files)).length };
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;

/** Builds everything and prints the sizes. */
export async function build(): Promise<void> {
  console.log(`dashboard: ${await buildDashboard()}`);
  const built = await buildWorkers();
  console.log(`workers: ${built.length > 0 ? `built ${built.join(', ')}` : 'unchanged'}`);
  for (const { name } of WORKERS) {
    const { bytes, gzipped } = sizesOf(join(ROOT, 'dist', name), (file) => !/\.map$|^README/.test(file));
    const mib = gzipped / 1024 ** 2;
    if (mib > LIMITS.paid)
      throw new SetupError(`${name} is ${kib(gzipped)} gzipped; Cloudflare takes ${LIMITS.paid} MiB.`);
    const plan = mib > LIMITS.free ? `  (over the free plan's ${LIMITS.free} MiB: needs the paid plan)` : '';
    console.log(`  ${name.padEnd(18)} ${kib(bytes).padStart(9)}, gzipped ${kib(gzipped).padStart(9)}${plan}`);
  }
  const assets = sizesOf(join(ROOT, 'dist/dashboard'), () => true);
  console.log(`  ${'static files'.padEnd(18)} ${kib(assets.bytes).padStart(9)} in ${assets.files} files`);
}

/** What a deploy would do, step by step. */
export function plan(needed: Resources): string {
  const migrations = readdirSync(join(ROOT, 'schema/migrations')).filter((name) => name.endsWith('.sql'));
  const lines = [
    `1. D1 database "${needed.database}", made if missing`,
    `2. R2 bucket ${needed.buckets.map((name) => `"${name}"`).join(', ')}, made if missing`,
    `3. queues ${needed.queues.join(', ')}, made if missing`,
    `4. ${migrations.length} D1 migration(s), those not yet applied`,
    `5. Worker assay-edge-judge, without a public address`,
    `6. secrets ${SECRETS.join(' and ')}, made at random if missing, kept in .assay/deploy-secrets.json`,
    `7. Worker assay-api with its static files and cron ${needed.crons.map((cron) => `"${cron}"`).join(', ')}`,
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}
