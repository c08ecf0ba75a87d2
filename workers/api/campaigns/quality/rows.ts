import type { RatedRow } from '../../metrics/raters/rows.ts';
import { type RatedLine, readRatedLines } from '../../store/rated-rows.ts';

type Place = { project_id: string; campaign_id: string };

/** Ratings beyond this are left to the figures of an earlier day: the latest count. */
export const most_ratings = 100_000;

/** A rating with what only the figures need. */
export interface StoredRow extends RatedRow {
  arrival: number;
  held: boolean;
  strength: number | null;
  /** Answers to the extra criteria, by name, by the comparison's own sides. */
  criteria: Record<string, string>;
}

/** People's latest ratings of a campaign, in the order of arrival. */
export async function loadStoredRows(db: D1Database, place: Place): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for await (const some of readRatedLines(db, place, most_ratings)) for (const line of some) rows.push(storedRow(line));
  return rows.reverse();
}

function storedRow(line: RatedLine): StoredRow {
  const straight = line.straight === 1;
  const sided = (choice: string) =>
    choice === 'left' || choice === 'right' ? ((choice === 'left') === straight ? 'a' : 'b') : choice;
  const criteria = Object.entries(JSON.parse(line.criteria) as Record<string, string>);
  // Ratings made elsewhere come without a network; without a time, theirs is not known.
  const timed = line.duration_ms > 0 || line.network !== '';
  return {
    rater: line.rater_id,
    comparison: line.comparison_id,
    choice: (line.score === null ? sided(line.choice) : String(line.score)) as RatedRow['choice'],
    a_left: straight,
    model_a: line.model_a,
    model_b: line.model_b,
    at: line.created_at,
    duration_ms: timed ? line.duration_ms : null,
    characters: line.characters,
    network: line.network || null,
    gold: line.gold as RatedRow['gold'],
    arrival: line.arrival,
    held: line.held === 1,
    strength: line.strength,
    criteria: Object.fromEntries(criteria.map(([name, choice]) => [name, sided(choice)])),
  };
}
