import type { InDataset } from '../store/datasets.ts';
import { matchItems, type NewItem, resolveItemRefs } from '../store/items.ts';
import { matchResponses, type NewResponse } from '../store/responses.ts';
import { inStatements } from './chunks.ts';
import type { LineRows } from './formats/line-rows.ts';
import type { RowNamer } from './row-ids.ts';

/** A line that was understood. */
export type ReadLine = { line: number; rows: LineRows };
/** What is to be written for some lines, what is wrong with others, and the ids each line's rows have. */
export type Resolved = {
  items: NewItem[];
  responses: NewResponse[];
  bad: { line: number; message: string }[];
  ids: Map<number, { item: string | null; responses: string[] }>;
};
type Plan = { line: number; item: NewItem | null; known_item: boolean; responses: NewResponse[] };

/** Compares lines with what is stored and with each other: the same thing again is no error and no row, another one of the same name is an error. */
export async function resolveLines(
  db: D1Database,
  at: InDataset,
  lines: ReadLine[],
  name: RowNamer,
): Promise<Resolved> {
  const bad: Resolved['bad'] = [];
  const plans = await planItems(db, at, lines, name, bad);
  const wanted = plans.flatMap((plan) => plan.responses);
  const stored = await inStatements(wanted, (rows) => matchResponses(db, at, rows));
  const matches = new Map(wanted.map((row, index) => [row, stored[index] ?? null]));
  const seen = { items: new Map<string, Seen>(), responses: new Map<string, Seen>() };
  const resolved: Resolved = { items: [], responses: [], bad, ids: new Map() };
  for (const plan of plans) {
    const problem = plan.responses
      .map((row) => clash(seen.responses, responseKey(row), row, matches.get(row) ?? null))
      .find((found) => found !== null);
    if (problem) {
      bad.push({
        line: plan.line,
        message: `a response to item ${problem.row.item_id} by "${problem.row.model}" (sample ${problem.row.sample}, attempt ${problem.row.attempt}) is already there${problem.where} with other content`,
      });
      continue;
    }
    const fresh: NewResponse[] = [];
    const ids = plan.responses.map((row) => {
      const known = matches.get(row)?.id ?? seen.responses.get(responseKey(row))?.id;
      if (known !== undefined) return known;
      seen.responses.set(responseKey(row), { id: row.id, line: plan.line, text: textOf(row) });
      fresh.push(row);
      return row.id;
    });
    if (plan.item && !plan.known_item) resolved.items.push(plan.item);
    resolved.responses.push(...fresh);
    resolved.ids.set(plan.line, { item: plan.item?.id ?? null, responses: ids });
  }
  bad.sort((a, b) => a.line - b.line);
  return resolved;
}

type Seen = { id: string; line: number; text: string };

function clash(
  seen: Map<string, Seen>,
  key: string,
  row: NewResponse,
  match: { same: boolean } | null,
): { row: NewResponse; where: string } | null {
  if (match) return match.same ? null : { row, where: '' };
  const before = seen.get(key);
  return before && before.text !== textOf(row) ? { row, where: ` (line ${before.line})` } : null;
}

const responseKey = (row: NewResponse) => JSON.stringify([row.item_id, row.model, row.sample, row.attempt]);
const textOf = ({ id: _, ...row }: NewItem | NewResponse) => JSON.stringify(row);

/** Finds or names each line's item; lines whose item is unknown or differs from the stored one go to `bad`. */
async function planItems(
  db: D1Database,
  at: InDataset,
  lines: ReadLine[],
  name: RowNamer,
  bad: Resolved['bad'],
): Promise<Plan[]> {
  const inputs = lines.flatMap(({ rows }) => (rows.item?.external_id !== undefined ? [rows.item] : []));
  const matched = await inStatements(inputs, (some) => matchItems(db, at, some));
  const matches = new Map(inputs.map((input, index) => [input, matched[index] ?? null]));
  const refs = [...new Set(lines.flatMap(({ rows }) => rows.responses.flatMap((row) => row.item_id ?? [])))];
  const known = new Map(await inStatements(refs, async (some) => [...(await resolveItemRefs(db, at, some))]));
  const seen = new Map<string, Seen>();
  const plans: Plan[] = [];
  for (const { line, rows } of lines) {
    const item = rows.item && { ...rows.item, id: name('item', line) };
    let known_item = false;
    if (item?.external_id !== undefined && rows.item) {
      const match = matches.get(rows.item);
      const before = seen.get(item.external_id);
      if (match ? !match.same : before && before.text !== textOf(item)) {
        bad.push({
          line,
          message: `the item "${item.external_id}" is already there${before ? ` (line ${before.line})` : ''} with other content`,
        });
        continue;
      }
      known_item = Boolean(match ?? before);
      item.id = match?.id ?? before?.id ?? item.id;
      if (!known_item) seen.set(item.external_id, { id: item.id, line, text: textOf(item) });
    }
    const unknown = rows.responses.find((row) => row.item_id !== null && !known.has(row.item_id));
    if (unknown) {
      bad.push({
        line,
        message: `item_id: there is no item "${unknown.item_id}" in this dataset; give an item's id (itm_…) or external_id, and upload items first`,
      });
      continue;
    }
    const responses = rows.responses.map((row, part) => ({
      ...row,
      id: name('response', line, part),
      item_id: row.item_id === null ? (item?.id ?? '') : (known.get(row.item_id) ?? ''),
    }));
    plans.push({ line, item, known_item, responses });
  }
  return plans;
}
