import { useInfiniteQuery } from '@tanstack/react-query';
import type { AttemptSource, Judge } from '../../packages/assay/src/api.ts';
import { Field, fieldError, textOf } from '../parts/form.tsx';
import { list } from '../queries.ts';
import { strategies } from '../strategies.ts';

/** Where attempts come from, in words. */
export const source_text = {
  dataset: 'the responses of a dataset',
  refinements: 'refinements',
  jobs: 'jobs',
  attempts: 'JSONL pasted here',
  file: 'a file of JSONL',
};
export type SourceKind = keyof typeof source_text;

/** Reads the source's fields; what was left empty is left out. */
export function readSource(kind: 'dataset' | 'refinements' | 'jobs', form: FormData): AttemptSource {
  const given = (...names: string[]) =>
    Object.fromEntries(names.flatMap((name) => (textOf(form, name) === '' ? [] : [[name, textOf(form, name)]])));
  if (kind === 'jobs')
    return { kind, job_ids: form.getAll('job_ids').map(String), ...given('artifact') } as AttemptSource;
  return {
    kind,
    ...given('dataset_id', 'model', 'judge_id', ...(kind === 'refinements' ? ['strategy'] : [])),
  } as AttemptSource;
}

/** What tells the attempts of a source from others. */
export function SourceFields({ kind, judges, error }: { kind: SourceKind; judges: Judge[]; error: unknown }) {
  if (kind === 'attempts' || kind === 'file') return null;
  if (kind === 'jobs') return <Jobs error={error} />;
  return (
    <>
      <Datasets optional={kind === 'refinements'} error={error} />
      <Field
        label="Model"
        name="model"
        hint="As the responses name it. Empty for all of them, each a group of its own."
        error={fieldError(error, 'model')}
      >
        {(control) => <input {...control} maxLength={200} />}
      </Field>
      {kind === 'refinements' && (
        <Field label="Strategy" name="strategy" error={fieldError(error, 'strategy')}>
          {(control) => (
            <select {...control}>
              <option value="">any</option>
              {strategies.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field
        label="Judge"
        name="judge_id"
        hint="Judges the attempts that nobody has called right or wrong."
        error={fieldError(error, 'judge_id')}
      >
        {(control) => (
          <select {...control}>
            <option value="">none</option>
            {judges.map((judge) => (
              <option key={judge.id} value={judge.id}>
                {judge.name} v{judge.version}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

function Datasets({ optional, error }: { optional: boolean; error: unknown }) {
  const datasets =
    useInfiniteQuery(list('GET /v1/datasets', { query: { limit: 200 } })).data?.pages.flatMap((page) => page.data) ??
    [];
  return (
    <Field label="Dataset" name="dataset_id" error={fieldError(error, 'dataset_id')}>
      {(control) => (
        <select {...control} required={!optional}>
          {(optional || datasets.length === 0) && <option value="">{optional ? 'any' : 'Make a dataset first'}</option>}
          {datasets.map((dataset) => (
            <option key={dataset.id} value={dataset.id}>
              {dataset.name} ({dataset.response_count} responses)
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Jobs({ error }: { error: unknown }) {
  const jobs = useInfiniteQuery(
    list('GET /v1/jobs', { query: { limit: 200, state: 'succeeded' } }),
  ).data?.pages.flatMap((page) => page.data);
  return (
    <>
      <Field
        label="Jobs"
        name="job_ids"
        hint={jobs?.length === 0 ? 'No job has succeeded yet.' : 'Several may be chosen.'}
        error={fieldError(error, 'job_ids')}
      >
        {(control) => (
          <select {...control} multiple required size={Math.min(6, Math.max(2, jobs?.length ?? 2))}>
            {jobs?.map((job) => (
              <option key={job.id} value={job.id}>
                {job.name} · {job.recipe}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="File of each job"
        name="artifact"
        hint="Empty for attempts.jsonl."
        error={fieldError(error, 'artifact')}
      >
        {(control) => <input {...control} maxLength={200} />}
      </Field>
    </>
  );
}
