import { comparisonsAfter, critiquesAfter, type Place, responsesAfter, type TaskRequest } from '../store/batch-plan.ts';
import type { BatchRow } from '../store/batches.ts';
import { plan_page, plan_tasks } from './limits.ts';
import type { Work } from './work.ts';

/** Some tasks, and where planning goes on; null where that was all. */
export type PlannedTasks = { tasks: TaskRequest[]; cursor: string | null; passed_over: number };

/** The next tasks over a dataset: whole items at a time, since pairs and rankings are made within one. */
export async function planDataset(
  db: D1Database,
  row: BatchRow,
  work: Pick<Work, 'tasksOf'>,
  source: { dataset_id: string; models?: string[] | undefined },
): Promise<PlannedTasks> {
  const at = { project_id: row.project_id, dataset_id: source.dataset_id };
  const after: Place = [row.plan_cursor ?? '', '\u{10ffff}', 0, 0];
  const found = await responsesAfter(db, at, source.models, after, plan_page + 1);
  const more = found.length > plan_page;
  const by_item = Map.groupBy(found, ({ item_id }) => item_id);
  const items = [...by_item.keys()];
  // The last item of a full page may have more responses than are seen.
  if (more) items.pop();
  const [first] = items;
  if (more && first === undefined)
    throw new TooMany(`Item ${found[0]?.item_id} has more than ${plan_page} responses; name the models.`);
  const planned: PlannedTasks = { tasks: [], cursor: null, passed_over: 0 };
  for (const [index, item_id] of items.entries()) {
    const tasks = work.tasksOf(by_item.get(item_id) ?? []);
    if (tasks.length === 0) planned.passed_over++;
    planned.tasks.push(...tasks);
    const last = index === items.length - 1 && !more;
    if (planned.tasks.length >= plan_tasks || index === items.length - 1)
      return { ...planned, cursor: last ? null : item_id };
  }
  return planned;
}

/** A plan that no batch can hold. */
export class TooMany extends Error {}

/** The next tasks over a campaign's comparisons. */
export async function planCampaign(db: D1Database, row: BatchRow, campaign_id: string): Promise<PlannedTasks> {
  const place = { project_id: row.project_id, campaign_id };
  const found = await comparisonsAfter(db, place, row.plan_cursor ?? '', plan_tasks);
  const tasks = found.map(({ id, size }) => ({ comparison_id: id, size }));
  const cursor = found.length < plan_tasks ? null : (found.at(-1)?.id ?? null);
  return { tasks, cursor, passed_over: 0 };
}

/** The next tasks over the critiques of another batch: each becomes the target of one. */
export async function planCritiques(db: D1Database, row: BatchRow, batch_id: string): Promise<PlannedTasks> {
  const after = Number(row.plan_cursor ?? 0);
  const found = await critiquesAfter(db, { project_id: row.project_id, batch_id }, after, plan_tasks);
  const tasks = found.map(({ task }) => task);
  const last = found.at(-1);
  return { tasks, cursor: last && found.length === plan_tasks ? String(last.n) : null, passed_over: 0 };
}
