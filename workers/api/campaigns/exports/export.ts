import type { ExportQuery } from '../../../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, Snapshot } from '../../../../schema/contracts/leaderboards.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { sha256Hex } from '../../auth/bytes.ts';
import { canonical } from '../../rankings/boards/canonical.ts';
import type { BoardInputs } from '../../rankings/boards/definition.ts';
import { findSnapshot, latestSnapshot } from '../../store/snapshots.ts';
import { loadInputsAt, loadRows } from '../board-inputs.ts';
import { boardTable, countsTable, ratingsTable } from './parts.ts';
import { type Table, toCsv, toObjects, toParquet } from './table.ts';

/** A file to download. */
export interface ExportFile {
  body: string | ArrayBuffer;
  content_type: string;
  name: string;
}

/** The format of a snapshot's export; `assay board recompute` reads it. */
export const snapshot_format = 'assay-board/1';

/** A part of a snapshot as a file. @throws AssayError `gone` where it can no longer be made of what it was made of */
export async function exportBoard(
  db: D1Database,
  project_id: string,
  board: Leaderboard,
  { part, format, version }: ExportQuery,
): Promise<ExportFile> {
  const snapshot =
    version === undefined
      ? await latestSnapshot(db, project_id, board.id)
      : await findSnapshot(db, project_id, board.id, version);
  if (!snapshot) throw new AssayError('not_found', `The leaderboard has no version ${version ?? 'yet'}.`);
  const name = `board-v${snapshot.version}-${part}.${format}`;
  if (part === 'snapshot') {
    if (format !== 'json') throw new AssayError('invalid_request', `The part "snapshot" is JSON only, not ${format}.`);
    return { body: await wholeSnapshot(db, project_id, board, snapshot), content_type: 'application/json', name };
  }
  return { ...written(await tableOf(db, project_id, board, snapshot, part), format), name };
}

async function tableOf(
  db: D1Database,
  project_id: string,
  board: Leaderboard,
  snapshot: Snapshot,
  part: 'board' | 'pair-counts' | 'ratings',
): Promise<Table> {
  if (part === 'board') return boardTable(snapshot);
  const inputs = await inputsOf(db, project_id, board, snapshot);
  if (part === 'pair-counts') return countsTable(inputs.counts);
  const place = { project_id, campaign_id: board.campaign_id };
  return ratingsTable(inputs.rows ?? (await loadRows(db, place, board.settings, snapshot.watermark)));
}

/** All that determines a snapshot's bytes, with the hashes they had. */
async function wholeSnapshot(db: D1Database, project_id: string, board: Leaderboard, snapshot: Snapshot) {
  const { version, epoch, watermark, method, settings, method_version, created_at } = snapshot;
  const { config_sha256, inputs_sha256, result_sha256 } = snapshot;
  const inputs = await inputsOf(db, project_id, board, snapshot);
  return canonical({
    format: snapshot_format,
    ...{ name: board.name, version, epoch, watermark, created_at, method_version },
    ...{ method, settings, inputs, config_sha256, inputs_sha256, result_sha256 },
  });
}

async function inputsOf(
  db: D1Database,
  project_id: string,
  board: Leaderboard,
  snapshot: Snapshot,
): Promise<BoardInputs> {
  const { settings, analysis, watermark, version, diagnostics, inputs_sha256 } = snapshot;
  const place = { project_id, campaign_id: board.campaign_id };
  if (!settings || !analysis) throw new AssayError('gone', `Version ${version} is from before inputs were kept.`);
  const models = analysis.models.map(({ share: _, ...one }) => one);
  const started = diagnostics?.warm_start_version;
  const before = typeof started === 'number' ? await findSnapshot(db, project_id, board.id, started) : null;
  const inputs = await loadInputsAt(db, place, { method: board.method, settings }, { watermark, models, before });
  if ((await sha256Hex(canonical(inputs))) !== inputs_sha256)
    throw new AssayError(
      'gone',
      `Ratings of version ${version} were held back or freed since: only versions of the present epoch can be made again.`,
    );
  return inputs;
}

function written(table: Table, format: ExportQuery['format']): Omit<ExportFile, 'name'> {
  if (format === 'csv') return { body: toCsv(table), content_type: 'text/csv; charset=utf-8' };
  if (format === 'parquet') return { body: toParquet(table), content_type: 'application/vnd.apache.parquet' };
  return { body: JSON.stringify(toObjects(table)), content_type: 'application/json' };
}
