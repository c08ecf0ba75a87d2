import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CriticEvaluation, CriticEvaluationResult } from '../../packages/assay/src/api.ts';
import { list, one, useWrite } from '../queries.ts';
import { drawMeasures, measure_columns } from '../report/measures.tsx';
import { announce } from './announce.tsx';
import { Badge } from './badge.tsx';
import { Chart } from './chart.tsx';
import { DatasetField } from './dataset-field.tsx';
import { Field, Form, fieldError, textOf } from './form.tsx';
import { count, dateTime, decimal, percent } from './format.ts';
import { Facts } from './page.tsx';
import type { MeasureRow } from './report-measures.ts';
import { Needs, useCan } from './session.tsx';
import { Failure } from './states.tsx';

type Measure = Pick<MeasureRow, 'value' | 'low' | 'high' | 'n'>;
const row = (name: string, meaning: string, { value, low, high, n }: Measure): MeasureRow => ({
  ...{ name, meaning, value, low, high, n },
});

/** What an evaluation of a critic found, as rows. */
function rowsOf(result: CriticEvaluationResult): MeasureRow[] {
  if (result.measure === 'gain') {
    const { first, with_critique, without, gain, repaired, broken, discrimination } = result;
    return [
      row('At first', 'Right before any revision', first),
      row('With it', 'Right after a revision by the critique', with_critique),
      row('Without', 'Right after a revision without the critique', without),
      row('Gain', 'With the critique minus without, on the same responses', gain),
      row('Repaired', 'Of the wrong ones, right after a revision by the critique', repaired.with_critique),
      row('Broken', 'Of the right ones, wrong after a revision by the critique', broken.with_critique),
      row('Decisions', 'Decisions to keep or revise that are the truth', discrimination.all),
    ];
  }
  const { f1, error_accuracy, correct_accuracy, detection, precision, steps } = result;
  return [
    row('F1', 'Harmonic mean of the next two, as ProcessBench has it', f1),
    row('First error', 'Of the wrong solutions, those whose first wrong step is found', error_accuracy),
    row('Left alone', 'Of the right solutions, those without a step called wrong', correct_accuracy),
    row('Detected', 'Of the wrong solutions, those with any step called wrong', detection),
    row('Precision', 'Of the solutions with a step called wrong, those that have an error', precision),
    row('Steps: F1', 'Steps called wrong against annotated ones', steps.f1),
  ];
}

/** How well a critic finds errors, by evaluation, and a form to measure it. */
export function CriticEvaluations({ critic_id }: { critic_id: string }) {
  const can = useCan('judge');
  const datasets = useInfiniteQuery(list('GET /v1/datasets', { query: { limit: 200 } })).data?.pages[0]?.data ?? [];
  const query = useInfiniteQuery(
    list('GET /v1/critics/{id}/evaluations', { path: { id: critic_id }, query: { limit: 50 } }),
  );
  const write = useWrite('POST /v1/critics/{id}/evaluations', () => announce('The evaluation has begun.'));
  const evaluations = query.data?.pages.flatMap((page) => page.data) ?? [];
  const submit = (form: FormData) => {
    const cluster = textOf(form, 'cluster');
    const source = { kind: 'dataset' as const, dataset_id: textOf(form, 'dataset_id') };
    write.mutate({ path: { id: critic_id }, body: { source, ...(cluster === '' ? {} : { cluster }) } });
  };
  return (
    <>
      {query.error && <Failure error={query.error} retry={() => query.refetch()} />}
      {evaluations.length === 0 && !query.error && <p className="muted">Not measured yet.</p>}
      <ol className="unfolding">
        {evaluations.map((evaluation, at) => (
          <Found key={evaluation.id} evaluation={evaluation} open={at === 0} />
        ))}
      </ol>
      {can ? (
        <Form write={write} action="Measure" busy="Starting…" onSubmit={submit}>
          <div className="fields">
            <DatasetField label="Annotated dataset" datasets={datasets} error={write.error} />
            <Field
              label="Cluster"
              name="cluster"
              hint="A field of the items' metadata; empty takes each item alone."
              error={fieldError(write.error, 'cluster')}
            >
              {(control) => <input {...control} />}
            </Field>
          </div>
          <p className="muted small">
            Its responses say in their metadata which step is the first wrong one: <code>label</code>, 0 where all are
            right. Every response is critiqued, with what that costs.
          </p>
        </Form>
      ) : (
        <Needs scope="judge" />
      )}
    </>
  );
}

function Found({ evaluation: listed, open }: { evaluation: CriticEvaluation; open: boolean }) {
  // Looking at a running one moves it on once its critiques are there.
  const running = listed.state === 'running';
  const looked = useQuery({
    ...one('GET /v1/critic-evaluations/{id}', { path: { id: listed.id } }),
    enabled: running,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : 1500),
  }).data;
  const evaluation = (running && looked) || listed;
  const { name, state, message, result, created_at, measure } = evaluation;
  const rows = useMemo(() => (result ? rowsOf(result) : []), [result]);
  return (
    <li>
      <details open={open}>
        <summary>
          <span className="row between">
            <span>
              {name} · {dateTime(created_at)}
            </span>
            <span className="row">
              {rows[0] && result?.measure === 'errors' && <span>F1 {percent(rows[0].value)}</span>}
              <Badge value={state} />
            </span>
          </span>
        </summary>
        <div className="stack">
          {message && <p>{message}</p>}
          {result && (
            <>
              <Facts
                facts={[
                  ['Solutions', count(result.n)],
                  ['Unreadable', count(result.unreadable)],
                  ['Failed', count(result.failed)],
                  ['Calls', count(result.calls)],
                  ['Cost', decimal(result.cost, 4)],
                ]}
              />
              <Chart
                title={measure === 'gain' ? `Refinement gain, ${name}` : `Errors found, ${name}`}
                summary="Dots are measured shares, bars their 95 % intervals; one without a dot is undefined."
                rows={rows}
                columns={measure_columns}
                keyOf={(measured) => measured.name}
                draw={drawMeasures}
              />
            </>
          )}
        </div>
      </details>
    </li>
  );
}
