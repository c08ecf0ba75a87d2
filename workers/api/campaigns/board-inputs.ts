import type { Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { AssayError } from '../../../schema/errors.ts';
import {
  type BoardDefinition,
  type BoardInputs,
  type BoardRow,
  partsOf,
  type ScoredModel,
} from '../rankings/boards/definition.ts';
import { scales, shownStrength, strengthOf } from '../rankings/boards/rows.ts';
import type { StyleFeatures } from '../rankings/style-features.ts';
import { countRatings, type RatedRow, readRows, readScoredModels } from '../store/board-rows.ts';
import { type CellFilter, readCriteria, readPairCounts } from '../store/pair-counts.ts';
import { filterOf } from './filter.ts';

type Place = { project_id: string; campaign_id: string };

/** Single ratings that one board reads: what a Worker's memory holds. */
const most_rows = 200_000;

/** What a board is computed from now, and up to where it holds. */
export async function loadInputs(
  db: D1Database,
  place: Place,
  definition: BoardDefinition,
  before: Snapshot | null,
): Promise<{ inputs: BoardInputs; epoch: number; watermark: number }> {
  const filter = filterOf(definition.settings);
  const { watermark, epoch, counts } = await readPairCounts(db, place, filter);
  const models = await readScoredModels(db, place);
  const inputs = {
    counts,
    models,
    start: startOf(definition, before),
    ...(await loadParts(db, place, definition, watermark)),
  };
  return { inputs, epoch, watermark };
}

/** What a snapshot was computed from, as long as no rating was held or freed since. */
export async function loadInputsAt(
  db: D1Database,
  place: Place,
  definition: BoardDefinition,
  at: { watermark: number; models: ScoredModel[]; before: Snapshot | null },
): Promise<BoardInputs> {
  const counts = await countRatings(db, place, filterOf(definition.settings), at.watermark);
  const parts = await loadParts(db, place, definition, at.watermark);
  return { counts, models: at.models, start: startOf(definition, at.before), ...parts };
}

/** The fit starts from the scores of the version before: the maximum does not depend on it, but the last digits do. */
function startOf({ method }: BoardDefinition, before: Snapshot | null): BoardInputs['start'] {
  if (before?.status !== 'ok' || before.method !== method || scales[method] !== shownStrength) return null;
  const scores = before.rows.flatMap(({ model, score }) =>
    score === null ? [] : [[model, strengthOf(score)] as const],
  );
  return { version: before.version, scores: Object.fromEntries(scores) };
}

async function loadParts(db: D1Database, place: Place, definition: BoardDefinition, watermark: number) {
  const filter = filterOf(definition.settings);
  const parts = partsOf(definition);
  const rows = parts.includes('rows') ? { rows: await collect(db, place, filter, watermark) } : {};
  const { source } = definition.settings;
  const judge =
    parts.includes('judge') && source.kind === 'ppi'
      ? { judge: await collect(db, place, { ...filter, source: source.judge_id, verified_only: false }, watermark) }
      : {};
  const criteria = parts.includes('criteria') ? { criteria: await countCriteria(db, place, filter, watermark) } : {};
  return { ...rows, ...judge, ...criteria };
}

/** Counts of the question ('') and of each criterion that anybody answered, as they were at the watermark. */
async function countCriteria(db: D1Database, place: Place, filter: CellFilter, watermark: number) {
  const names = ['', ...(await readCriteria(db, place))];
  const counted = await Promise.all(
    names.map(async (criterion) => ({
      criterion,
      counts: await countRatings(db, place, { ...filter, criterion }, watermark),
    })),
  );
  return counted.filter(({ criterion, counts }) => criterion === '' || counts.length > 0);
}

/** Every single rating that a board's settings pick, up to a watermark. */
export function loadRows(
  db: D1Database,
  place: Place,
  settings: BoardDefinition['settings'],
  watermark: number,
): Promise<BoardRow[]> {
  return collect(db, place, filterOf(settings), watermark);
}

async function collect(db: D1Database, place: Place, filter: CellFilter, watermark: number): Promise<BoardRow[]> {
  const rows: BoardRow[] = [];
  // Raters have numbers for names, by who came first: inputs are published, and ids would tie a rater's boards together.
  const numbers = new Map<string, string>();
  const number = (rater: string): string => {
    const known = numbers.get(rater) ?? `r${numbers.size + 1}`;
    numbers.set(rater, known);
    return known;
  };
  for await (const some of readRows(db, place, filter, watermark)) {
    for (const row of some) rows.push({ ...rowOf(row), rater: number(row.rater_id) });
    if (rows.length > most_rows)
      throw new AssayError(
        'unavailable',
        `This board reads single ratings, and there are more than ${most_rows.toLocaleString('en-US')}: choose the intervals "information" or "bootstrap" and a method of pair counts.`,
      );
  }
  return rows;
}

/** Results past a watermark, at most so many; `watermark` is up to where they go, null where that is the end. */
export async function readResultsAfter(
  db: D1Database,
  place: Place,
  settings: BoardDefinition['settings'],
  after: number,
  most: number,
): Promise<{ rows: BoardRow[]; watermark: number | null }> {
  for await (const some of readRows(db, place, filterOf(settings), Number.MAX_SAFE_INTEGER, after)) {
    const taken = some.slice(0, most);
    return { rows: taken.map(rowOf), watermark: some.length > most ? (taken.at(-1)?.arrival ?? null) : null };
  }
  return { rows: [], watermark: null };
}

function rowOf(row: RatedRow): BoardRow {
  const style = row.style === null ? null : (JSON.parse(row.style) as { a: StyleFeatures; b: StyleFeatures });
  const shown = style && (row.straight ? style : { a: style.b, b: style.a });
  return {
    ...{ rater: row.rater_id, comparison: row.comparison_id, model_a: row.model_left, model_b: row.model_right },
    outcome: row.choice === 'left' ? 'a' : row.choice === 'right' ? 'b' : 'tie',
    ...(shown ? { style: shown } : {}),
  };
}
