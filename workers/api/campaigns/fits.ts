import { decodeBase64Url, encodeBase64Url } from '../auth/bytes.ts';
import type { Ranked } from '../rankings/boards/rank.ts';
import { findFit, putFit } from '../store/fits.ts';

type At = { project_id: string; leaderboard_id: string; version: number };

/** Models up to which a fit is kept: beyond, the triangle of its covariance outgrows a row. */
const most_models = 500;

/** Scores with their covariance, row-major. */
export interface KeptFit {
  models: string[];
  theta: Float64Array;
  covariance: Float64Array;
}

/** Keeps what provisional numbers begin from. */
export async function keepFit(db: D1Database, at: At, ranked: Ranked | null): Promise<void> {
  if (!ranked?.fit || !ranked.errors || ranked.fit.board.models.length > most_models) return;
  const { board, theta } = ranked.fit;
  const n = theta.length;
  const whole = ranked.errors.covariance();
  const triangle = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j <= i; j++) triangle[at++] = whole[i * n + j] ?? 0;
  await putFit(db, { ...at, models: board.models, theta: pack(theta), covariance: pack(triangle) });
}

/** What was kept of a snapshot, or null. */
export async function readFit(db: D1Database, at: At): Promise<KeptFit | null> {
  const row = await findFit(db, at);
  if (!row) return null;
  const triangle = unpack(row.covariance);
  const n = row.models.length;
  const covariance = new Float64Array(n * n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j <= i; j++, at++) {
      covariance[i * n + j] = triangle[at] ?? 0;
      covariance[j * n + i] = triangle[at] ?? 0;
    }
  }
  return { models: row.models, theta: unpack(row.theta), covariance };
}

/** A multiple of three bytes at a time, so that the pieces join to one text. */
const piece = 24_576;

function pack(values: Float64Array): string {
  const bytes = new Uint8Array(values.slice().buffer);
  const starts = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) => i * piece);
  return starts.map((from) => encodeBase64Url(bytes.subarray(from, from + piece))).join('');
}

function unpack(text: string): Float64Array {
  const bytes = decodeBase64Url(text) ?? new Uint8Array();
  return new Float64Array(bytes.slice().buffer);
}
