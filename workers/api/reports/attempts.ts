import type { AttemptGroup } from '../../../schema/contracts/attempts.ts';
import { AssayError } from '../../../schema/errors.ts';
import { label_names } from '../metrics/trajectories.ts';
import { readOldAttempts, readReportAttempts, readReportIndex } from '../store/report-files.ts';
import type { KeptAttempt } from './attempt.ts';

/** Files read at once. */
const at_once = 4;

/** What a report was computed from, or a group of it. @throws AssayError `gone` where it was not kept */
export async function keptAttempts(
  files: R2Bucket,
  at: { project_id: string; id: string },
  group: AttemptGroup = {},
): Promise<KeptAttempt[]> {
  const index = await readReportIndex(files, at);
  const wanted = (row: KeptAttempt) =>
    label_names.every((name) => group[name] === undefined || row[name] === group[name]);
  const all: KeptAttempt[] = [];
  if (!index) {
    const old = await readOldAttempts<KeptAttempt>(files, at);
    if (old) return old.filter(wanted);
    throw new AssayError('gone', `Report ${at.id} was made before attempts were kept; make it anew to compare it.`);
  }
  for (let from = 0; from < index.shards.length; from += at_once) {
    const shards = index.shards.slice(from, from + at_once).map((_, shard) => from + shard);
    const read = await Promise.all(shards.map((shard) => readReportAttempts<KeptAttempt>(files, at, shard)));
    for (const rows of read) for (const row of rows ?? []) if (wanted(row)) all.push(row);
  }
  return all;
}
