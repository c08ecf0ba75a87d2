import { useState } from 'react';
import type { Campaign, RatingsImported } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form } from '../parts/form.tsx';
import { counted } from '../parts/format.ts';
import { useWrite } from '../queries.ts';
import { RatingColumnFields, ratingColumnsOf } from './rating-columns.tsx';

const mappings = {
  assay: 'Assay: one RatingLine a line, of comparisons that are here',
  arena: 'LMArena, MT-Bench: votes with their conversations',
  llmfao: 'LLMFAO: crowd-comparisons.csv',
  columns: 'My own columns',
} as const;
type Mapping = keyof typeof mappings;

/** Takes in ratings of another tool: first a dry run that tells problems by line, then the import. */
export function ImportRatings({ campaign: { id } }: { campaign: Campaign }) {
  const write = useWrite('POST /v1/campaigns/{id}/ratings/imports');
  const [mapping, setMapping] = useState<Mapping>('assay');
  const [told, setTold] = useState<RatingsImported | null>(null);
  const ready = told?.dry_run === true && told.problem_count === 0 && told.lines > 0;
  const submit = async (form: FormData) => {
    const file = form.get('file');
    if (!(file instanceof File)) return;
    const done = await write.mutateAsync({
      path: { id },
      query: {
        dry_run: ready ? 'false' : 'true',
        format: /\.csv$/i.test(file.name) ? 'csv' : 'jsonl',
        mapping,
        ...(mapping === 'columns' ? { columns: JSON.stringify(ratingColumnsOf(form)) } : {}),
      },
      body: file,
    });
    setTold(done);
    announce(outcome(done));
  };
  return (
    // What was tried is no longer what is here once a field changes.
    <div onChange={() => setTold(null)}>
      <Form
        write={write}
        action={ready ? `Import ${counted(told.added, 'rating')}` : 'Try it'}
        busy={ready ? 'Importing…' : 'Reading…'}
        onSubmit={(form) => void submit(form).catch(() => {})}
      >
        <Field
          label="File"
          name="file"
          hint="JSONL, or CSV with a header; up to 8 MB at once. Names of raters are not kept."
        >
          {(control) => <input {...control} type="file" accept=".jsonl,.ndjson,.csv,.txt" required />}
        </Field>
        <Field label="Whose lines" name="mapping">
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
        {told && <Told told={told} />}
      </Form>
    </div>
  );
}

function outcome({ dry_run, lines, comparisons_added, added, repeated, problem_count }: RatingsImported): string {
  if (problem_count > 0)
    return `Nothing was imported: ${counted(problem_count, 'problem')} in ${counted(lines, 'line')}.`;
  const what = `${counted(added, 'rating')} and ${counted(comparisons_added, 'comparison')}`;
  return `${dry_run ? `Would add ${what}` : `Added ${what}`}; ${repeated} there already.`;
}

function Told({ told }: { told: RatingsImported }) {
  if (told.problem_count === 0) return <p className="muted">{outcome(told)}</p>;
  return (
    <div className="notice bad" role="alert">
      <p>{outcome(told)}</p>
      <ol className="line-errors small">
        {told.problems.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <b>Line {line}</b> {message}
          </li>
        ))}
      </ol>
    </div>
  );
}
