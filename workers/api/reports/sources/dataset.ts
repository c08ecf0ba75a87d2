import type { Judge } from '../../../../schema/contracts/judges.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { gradeAttempts } from '../../judging/grade.ts';
import type { Bench } from '../../judging/judge.ts';
import { readAttempts } from '../../store/attempts.ts';
import { requireDataset } from '../../store/datasets.ts';
import type { SourceRow } from './source.ts';

/** The responses of a dataset, of one model or all; those that carry no `correct` are judged. */
export async function* fromDataset(
  bench: Bench,
  judge: Judge | undefined,
  { dataset_id, model }: { dataset_id: string; model?: string | undefined },
): AsyncGenerator<SourceRow[]> {
  const { project_id } = bench.caller;
  await requireDataset(bench.env.DB, { project_id, dataset_id });
  let empty = true;
  for await (const page of readAttempts(bench.env.DB, { project_id, dataset_id, model: model ?? null })) {
    empty = false;
    const open = page.map(({ judged, ...row }) => (judged ? { ...row, content: null } : row));
    const graded = await gradeAttempts(bench, judge, open);
    yield page.map(({ content, reference: _, judged: __, response_id, ...row }, at): SourceRow => {
      return { attempt: { ...row, correct: graded[at] ?? null, text: content, origin: { response_id } } };
    });
  }
  if (empty)
    throw new AssayError(
      'invalid_request',
      model === undefined
        ? 'The dataset holds no response.'
        : `The dataset holds no response of a model called "${model}".`,
    );
}
