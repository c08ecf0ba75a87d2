import { encodeTime, ulid } from 'ulid';

/** Prefix of each kind of id; the prefix says what a bare id names. */
export const id_prefixes = {
  project: 'prj',
  key: 'key',
  dataset: 'ds',
  item: 'itm',
  response: 'rsp',
  upload: 'upl',
  judge: 'jdg',
  judgment: 'jmt',
  batch: 'bat',
  evaluation: 'evl',
  calibration: 'cal',
  credential: 'crd',
  critic: 'crt',
  critic_evaluation: 'cev',
  edge_model: 'edm',
  critique: 'crq',
  refinement: 'rfn',
  campaign: 'cmp',
  comparison: 'cpr',
  assignment: 'asn',
  rater: 'rtr',
  rejection: 'rej',
  leaderboard: 'ldb',
  snapshot: 'snp',
  job: 'job',
  artifact: 'art',
  model: 'mdl',
  report: 'rpt',
  webhook: 'whk',
  delivery: 'dlv',
  audit: 'aud',
  request: 'req',
} as const;

/** A kind of thing that has an id. */
export type IdKind = keyof typeof id_prefixes;

// Random bytes are drawn many at once: a draw of its own for each character costs ten times as much.
const pool = new Uint8Array(1024);
let drawn = pool.length;
function random(): number {
  if (drawn === pool.length) {
    crypto.getRandomValues(pool);
    drawn = 0;
  }
  return (pool[drawn++] ?? 0) / 256;
}

/** Makes a new id: prefix, underscore, 26 lower-case ULID characters; ids of one kind sort by time. */
export function newId(kind: IdKind): string {
  return `${id_prefixes[kind]}_${ulid(undefined, random).toLowerCase()}`;
}

/**
 * Makes the id that the same cause always gets, so that doing a thing twice writes one row.
 * @param parts what determines the id, e.g. upload id and line number
 */
export async function derivedId(kind: IdKind, parts: (string | number)[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  let out = '';
  for (let i = 0; i < 26; i++) out += alphabet[(digest[i] ?? 0) & 31];
  return `${id_prefixes[kind]}_${out}`;
}

/** Like {@link derivedId}, sorted among the ids of {@link newId} by the time `at`. */
export async function derivedIdAt(kind: IdKind, at: number, parts: (string | number)[]): Promise<string> {
  const derived = await derivedId(kind, parts);
  return `${id_prefixes[kind]}_${encodeTime(at).toLowerCase()}${derived.slice(-16)}`;
}
