import { hex } from '../auth/bytes.ts';
import type { Env } from '../env.ts';
import { putReportAttempts, putReportIndex, type ReportIndex } from '../store/report-files.ts';
import { compact } from './attempt.ts';
import type { Gathered } from './gather.ts';

/** Attempts in one file. */
const shard_lines = 5000;

/** Writes what a report was computed from, and hashes it: the same attempts in whatever order have the same hash. */
export async function keepInputs(
  env: Env,
  at: { project_id: string; id: string },
  { attempts, labeled }: Pick<Gathered, 'attempts' | 'labeled'>,
): Promise<string> {
  const digest = new crypto.DigestStream('SHA-256');
  const hashed = digest.getWriter();
  const encoder = new TextEncoder();
  const shards: ReportIndex['shards'] = [];
  for (let from = 0; from < attempts.length; from += shard_lines) {
    const some = attempts.slice(from, from + shard_lines);
    // Where a text lies depends on the order it came in.
    const what = some.map(({ text_at: _, equations: __, ...row }) => JSON.stringify(compact(row)));
    await hashed.write(encoder.encode(`${what.join('\n')}\n`));
    const where = some.map(({ equations: _, ...row }) => JSON.stringify(compact(row)));
    await putReportAttempts(env.FILES, at, shards.length, where);
    shards.push({ first: some[0]?.item_id ?? '', count: some.length });
  }
  const sorted = labeled.map((row) => JSON.stringify(row)).sort();
  await hashed.write(encoder.encode(sorted.join('\n')));
  await hashed.close();
  await putReportIndex(env.FILES, at, { attempts: attempts.length, shards, label_attempts: labeled.length });
  return hex(new Uint8Array(await digest.digest));
}
