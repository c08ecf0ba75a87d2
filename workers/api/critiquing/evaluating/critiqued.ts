import { max_evaluated } from '../../../../schema/contracts/evaluations.ts';
import { AssayError } from '../../../../schema/errors.ts';
import type { Env } from '../../env.ts';
import { type BatchRow, getBatch } from '../../store/batches.ts';
import { type Judged, judgedOfBatch, labeledItems, labeledResponses } from '../../store/labels.ts';

/** Tasks read at a time. */
const page_rows = 200;

/** A task of a batch that is over, with what the dataset says of its response. */
export type Critiqued = Judged & {
  n: number;
  /** `metadata` of the response, where the batch is of a dataset. */
  metadata: Record<string, unknown> | null;
  correct: boolean | null;
  cluster: string | null;
};

/** The tasks of a batch that are over, page by page, with the labels of its dataset. @throws AssayError where there are too many */
export async function* critiquedOf(env: Env, batch: BatchRow, cluster: string | null): AsyncGenerator<Critiqued[]> {
  if (batch.total > max_evaluated)
    throw new AssayError('invalid_request', `An evaluation takes up to ${max_evaluated} solutions; split it.`);
  const { project_id } = batch;
  const dataset_id = await datasetOf(env, batch);
  for (let after = 0; ; ) {
    const page = await judgedOfBatch(env.DB, { project_id, batch_id: batch.id }, after, page_rows);
    const at = { project_id, dataset_id: dataset_id ?? '' };
    const items = await labeledItems(
      env.DB,
      at,
      page.flatMap(({ item_id }) => item_id ?? []),
    );
    const responses = await labeledResponses(
      env.DB,
      at,
      page.flatMap(({ response_ids }) => response_ids),
    );
    yield page.map((task) => {
      const response = responses.get(task.response_ids[0] ?? '');
      const shared = cluster === null ? undefined : items.get(task.item_id ?? '')?.metadata[cluster];
      return {
        ...task,
        metadata: response?.metadata ?? null,
        correct: response?.correct ?? null,
        cluster: shared === undefined || shared === null ? task.item_id : JSON.stringify(shared),
      };
    });
    const last = page.at(-1);
    if (!last || page.length < page_rows) return;
    after = last.n;
  }
}

/** The dataset that a batch is of, be it through the critiques of another; null where it is of none. */
async function datasetOf(env: Env, batch: BatchRow): Promise<string | null> {
  if (batch.source.kind === 'dataset') return batch.source.dataset_id;
  if (batch.source.kind !== 'critiques') return null;
  const { project_id } = batch;
  return datasetOf(env, await getBatch(env.DB, { project_id, batch_id: batch.source.batch_id }));
}
