import { useState } from 'react';
import type { Campaign } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form } from '../parts/form.tsx';
import { counted } from '../parts/format.ts';
import { ImportTold, outcomeOf } from './import-told.tsx';
import { RatingColumnFields, ratingColumnsOf } from './rating-columns.tsx';
import { useRatingImport } from './rating-import.ts';

const mappings = {
  assay: 'Assay, for comparisons that are here',
  arena: 'LMArena, MT-Bench: votes with their conversations',
  llmfao: 'LLMFAO: crowd-comparisons.csv',
  columns: 'My own columns',
} as const;
type Mapping = keyof typeof mappings;

/** Takes in ratings of another tool: first a dry run that tells problems by line, then the import. */
export function ImportRatings({ campaign: { id } }: { campaign: Campaign }) {
  const { state, unread, begin, again, forget } = useRatingImport(id, (done) => announce(outcomeOf(done)));
  const [mapping, setMapping] = useState<Mapping>('assay');
  const told = state !== null && !state.busy && state.error === null ? state.told : null;
  const ready = told?.dry_run === true && told.problem_count === 0 && told.lines > 0;
  const importing = ready || state?.told.dry_run === false;
  const submit = (form: FormData) => {
    const file = form.get('file');
    if (!(file instanceof File)) return;
    void begin(file, {
      dry_run: ready ? 'false' : 'true',
      format: /\.csv$/i.test(file.name) ? 'csv' : 'jsonl',
      mapping,
      ...(mapping === 'columns' ? { columns: JSON.stringify(ratingColumnsOf(form)) } : {}),
    });
  };
  return (
    // What was tried is no longer what is here once a field changes.
    <div onChange={forget}>
      <Form
        write={{ isPending: state?.busy === true, error: unread }}
        action={ready ? `Import ${counted(told.added, 'rating')}` : 'Try it'}
        busy={importing ? 'Importing…' : 'Reading…'}
        onSubmit={submit}
      >
        <Field
          label="File"
          name="file"
          hint="JSONL, or CSV with a header; a large one is sent in parts. Names of raters are not kept."
        >
          {(control) => <input {...control} type="file" accept=".jsonl,.ndjson,.csv,.txt" required />}
        </Field>
        <Field label="Written by" name="mapping">
          {(control) => (
            <select {...control} value={mapping} onChange={(event) => setMapping(event.target.value as Mapping)}>
              {Object.entries(mappings).map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        {mapping === 'columns' && <RatingColumnFields />}
        {state && <ImportTold state={state} again={again} />}
      </Form>
    </div>
  );
}
