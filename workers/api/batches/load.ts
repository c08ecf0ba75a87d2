import type { Env } from '../env.ts';
import type { LeasedTask } from '../store/batch-leases.ts';
import { readComparisons, readItems, readResponseTexts } from '../store/batch-texts.ts';
import type { BatchRow } from '../store/batches.ts';
import { findCritiques } from '../store/critiques.ts';
import type { Kind } from './work.ts';

/** A task with its request, or why it has none. */
export type Loaded<R> = { task: LeasedTask; request: R } | { task: LeasedTask; gone: string };

type Making<R> = Pick<Kind<R, never>, 'ofResponses' | 'ofComparison' | 'ofCritique'>;

/** Fetches what tasks are about: two statements however many they are. */
export async function loadRequests<R>(
  env: Env,
  { project_id, source }: Pick<BatchRow, 'project_id' | 'source'>,
  kind: Making<R>,
  tasks: LeasedTask[],
): Promise<Loaded<R>[]> {
  if (source.kind === 'dataset')
    return loadResponses(env.DB, { project_id, dataset_id: source.dataset_id }, kind, tasks);
  if (source.kind === 'campaign')
    return loadComparisons(env.DB, { project_id, campaign_id: source.campaign_id }, kind, tasks);
  if (source.kind === 'critiques') return loadCritiques(env, project_id, kind, tasks);
  return tasks.map((task) => {
    const { request } = task.request;
    return request ? { task, request: request as R } : { task, gone: 'The request is no longer stored.' };
  });
}

async function loadResponses<R>(
  db: D1Database,
  at: { project_id: string; dataset_id: string },
  kind: Making<R>,
  tasks: LeasedTask[],
): Promise<Loaded<R>[]> {
  const items = await readItems(
    db,
    at,
    tasks.flatMap(({ request }) => request.item_id ?? []),
  );
  const responses = await readResponseTexts(
    db,
    at,
    tasks.flatMap(({ request }) => request.response_ids ?? []),
  );
  return tasks.map((task) => {
    const { item_id = '', response_ids = [] } = task.request;
    const item = items.get(item_id);
    if (!item) return { task, gone: `Item ${item_id} is no longer in the dataset.` };
    const found = response_ids.flatMap((id) => responses.get(id) ?? []);
    const [first] = found;
    if (!first || found.length < response_ids.length)
      return { task, gone: `Not every response of ${response_ids.join(', ')} is in the dataset any more.` };
    const { external_id } = item;
    const metadata = { item_id, external_id, response_ids, sample: first.sample, attempt: first.attempt };
    return { task, request: kind.ofResponses(item, found, metadata) };
  });
}

async function loadComparisons<R>(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  kind: Making<R>,
  tasks: LeasedTask[],
): Promise<Loaded<R>[]> {
  const found = await readComparisons(
    db,
    place,
    tasks.flatMap(({ request }) => request.comparison_id ?? []),
  );
  return tasks.map((task) => {
    const { comparison_id = '' } = task.request;
    const comparison = found.get(comparison_id);
    if (!comparison || !kind.ofComparison)
      return { task, gone: `Comparison ${comparison_id} is no longer in the campaign.` };
    return { task, request: kind.ofComparison(comparison) };
  });
}

async function loadCritiques<R>(
  env: Env,
  project_id: string,
  kind: Making<R>,
  tasks: LeasedTask[],
): Promise<Loaded<R>[]> {
  const ids = tasks.flatMap(({ request }) => request.critique_id ?? []);
  const found = new Map((await findCritiques(env, project_id, ids)).map((one) => [one.id, one]));
  return tasks.map((task) => {
    const { critique_id = '' } = task.request;
    const critique = found.get(critique_id);
    if (!critique || !kind.ofCritique) return { task, gone: `Critique ${critique_id} is no longer in the ledger.` };
    if (critique.redacted_at !== null) return { task, gone: `Critique ${critique_id} was redacted.` };
    return { task, request: kind.ofCritique(critique) };
  });
}
