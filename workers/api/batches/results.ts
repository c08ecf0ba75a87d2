import type { Env } from '../env.ts';
import { settledAfter } from '../store/batch-tasks.ts';
import type { BatchRef } from '../store/batches.ts';
import type { Work } from './work.ts';

/** What has been made so far as JSONL in the order of the tasks, page by page: memory stays flat. */
export function resultLines(
  env: Env,
  ref: BatchRef,
  work: Pick<Work, 'noun' | 'shown'>,
  after: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let place = after;
  return new ReadableStream({
    async pull(controller) {
      const tasks = await settledAfter(env.DB, ref, place);
      const last = tasks.at(-1);
      if (!last) return controller.close();
      place = last.n;
      const ids = tasks.flatMap(({ judgment_id, critique_id }) => judgment_id ?? critique_id ?? []);
      const found = new Map((await work.shown(ids)).map((one) => [one.id, one]));
      const lines = tasks.map(({ n, of, state, judgment_id, critique_id, error }) => {
        const made = found.get(judgment_id ?? critique_id ?? '') ?? null;
        const result = { n, of, state, [work.noun]: made, error: state === 'dead' ? error : null };
        return `${JSON.stringify(result)}\n`;
      });
      controller.enqueue(encoder.encode(lines.join('')));
    },
  });
}
