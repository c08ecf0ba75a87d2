import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReportCreate } from '../../packages/assay/src/api.ts';
import { readAttempts } from '../attempts.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { Choice } from '../parts/inputs.tsx';
import { list, useWrite } from '../queries.ts';
import { ReportOptions, readOptions } from './report-options.tsx';
import { readSource, SourceFields, type SourceKind, source_text } from './source-fields.tsx';

/** Makes a report from a dataset's responses, from refinements, from jobs, or from attempts as JSONL. */
export function NewReport() {
  const [kind, setKind] = useState<SourceKind>('dataset');
  const [faults, setFaults] = useState<string | undefined>();
  const judges =
    useInfiniteQuery(list('GET /v1/judges', { query: { limit: 200 } })).data?.pages.flatMap((page) => page.data) ?? [];
  const navigate = useNavigate();
  const made = (report: { id: string }) => {
    announce('Report made.');
    navigate({ to: '/reports/$id', params: { id: report.id } });
  };
  const write = useWrite('POST /v1/self-correction-reports', made);
  const writeFile = useWrite('POST /v1/self-correction-reports/jsonl', made);
  const submit = async (form: FormData) => {
    const name = textOf(form, 'name');
    const options = readOptions(form);
    setFaults(undefined);
    if (kind === 'file') {
      const file = form.get('file');
      if (!(file instanceof File) || file.size === 0) return setFaults('Choose a file that is not empty.');
      const { behaviors: _, ...query } = options;
      return writeFile.mutate({ query: { name, ...query }, body: await file.text() });
    }
    if (kind !== 'attempts')
      return write.mutate({ body: { name, source: readSource(kind, form), ...options } as ReportCreate });
    const { attempts, label_attempts, errors } = readAttempts(textOf(form, 'attempts'));
    if (attempts.length + label_attempts.length === 0 && errors.length === 0)
      return setFaults('Line 1 is empty: paste at least one attempt.');
    if (errors.length > 0)
      return setFaults(
        errors
          .slice(0, 10)
          .map(({ line, message }) => `Line ${line} ${message}.`)
          .join(' '),
      );
    write.mutate({ body: { name, source: { kind, attempts, label_attempts }, ...options } });
  };
  const busy = {
    isPending: write.isPending || writeFile.isPending,
    error: (kind === 'file' ? writeFile : write).error,
  };
  return (
    <Form write={busy} action="Make report" busy="Computing…" onSubmit={(form) => void submit(form)}>
      <div className="fields">
        <Field label="Name" name="name" error={fieldError(busy.error, 'name')}>
          {(control) => <input {...control} required maxLength={200} />}
        </Field>
        <Choice
          label="Attempts come from"
          name="kind"
          value={kind}
          choices={Object.keys(source_text) as SourceKind[]}
          words={source_text}
          onChange={setKind}
        />
        <SourceFields kind={kind} judges={judges} error={busy.error} />
      </div>
      {kind === 'attempts' && (
        <Field
          label="Attempts (JSONL)"
          name="attempts"
          hint={
            <>
              One a line, like <code>{example}</code>; model, task, strategy, iteration, text, answer, reward and
              temperature may be there too.
            </>
          }
          error={faults}
        >
          {(control) => <textarea {...control} className="mono" rows={6} spellCheck={false} />}
        </Field>
      )}
      {kind === 'file' && (
        <Field label="File (JSONL)" name="file" hint="At most 300,000 lines, 50 MB." error={faults}>
          {(control) => <input {...control} type="file" accept=".jsonl,.ndjson,.txt" />}
        </Field>
      )}
      <details>
        <summary>How it is computed</summary>
        <ReportOptions judges={kind === 'file' ? null : judges} error={busy.error} />
      </details>
    </Form>
  );
}

const example = '{"question": "q1", "sample": 0, "attempt": 1, "correct": false}';
