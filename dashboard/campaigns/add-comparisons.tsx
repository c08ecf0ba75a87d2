import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComparisonInput } from '../../packages/assay/src/api.ts';
import type { Campaign } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, textOf } from '../parts/form.tsx';
import { counted } from '../parts/format.ts';
import { useWrite } from '../queries.ts';
import {
  comparisons_per_request,
  type ReadComparisons,
  readComparisons,
  readCsvComparisons,
} from './read-comparisons.ts';

const examples = {
  pair: '{"prompt": "Name a prime.", "response_a": "7", "response_b": "8", "model_a": "small", "model_b": "large"}',
  single: '{"prompt": "Name a prime.", "response_a": "7", "model_a": "small"}',
} as const;
const golds = { pair: '"gold": "a"', single: '"gold": "5"' } as const;

const jsonl = (comparisons: ComparisonInput[]) => comparisons.map((one) => JSON.stringify(one)).join('\n');

/** Adds comparisons from pasted JSONL, or from a file of JSONL or CSV. */
export function AddComparisons({ campaign: { id, kind } }: { campaign: Campaign }) {
  const cache = useQueryClient();
  const write = useWrite('POST /v1/campaigns/{id}/comparisons');
  const [text, setText] = useState('');
  const [errors, setErrors] = useState<ReadComparisons['errors']>([]);
  const [sent, setSent] = useState<number | null>(null);
  const submit = async (form: FormData) => {
    const read = readComparisons(textOf(form, 'comparisons'), kind);
    setErrors(read.errors);
    setSent(null);
    if (read.errors.length > 0 || read.comparisons.length === 0) {
      if (read.errors.length === 0) setErrors([{ line: 1, message: 'is empty: paste at least one comparison' }]);
      return;
    }
    for (let at = 0; at < read.comparisons.length; at += comparisons_per_request) {
      const comparisons = read.comparisons.slice(at, at + comparisons_per_request);
      await write.mutateAsync({ path: { id }, body: { comparisons } });
      // What is in is taken out of the box, so that trying again after a failure adds only the rest.
      setText(jsonl(read.comparisons.slice(at + comparisons_per_request)));
      setSent(at + comparisons.length);
    }
    announce(`${counted(read.comparisons.length, 'comparison')} added.`);
    await cache.invalidateQueries({ queryKey: ['campaigns'] });
  };
  const open = async (file: File) => {
    const content = await file.text();
    if (!file.name.endsWith('.csv')) return setText(content);
    const read = await readCsvComparisons(content, kind);
    setErrors(read.errors);
    setText(read.errors.length > 0 ? '' : jsonl(read.comparisons));
  };
  return (
    <Form write={write} action="Add comparisons" busy="Adding…" onSubmit={(form) => void submit(form).catch(() => {})}>
      <Field
        label="Comparisons (JSONL)"
        name="comparisons"
        hint={
          <>
            One a line, like {<code>{examples[kind]}</code>}. With {<code>{golds[kind]}</code>} its answer is known:
            such comparisons test raters and count on no board. {<code>"tags"</code>} are categories.
          </>
        }
      >
        {(control) => (
          <textarea
            {...control}
            className="mono"
            rows={5}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Or a file"
        name="file"
        hint="JSONL, or CSV with these names in its first line; tags stand between ;."
      >
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".jsonl,.json,.txt,.csv"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void open(file);
            }}
          />
        )}
      </Field>
      {errors.length > 0 && (
        <div className="notice bad" role="alert">
          <p>Nothing was added. Mend these lines first:</p>
          <ol className="line-errors small">
            {errors.slice(0, 100).map(({ line, message }) => (
              <li key={line}>
                <b>Line {line}</b> {message}
              </li>
            ))}
          </ol>
        </div>
      )}
      {sent !== null && <p className="muted">{counted(sent, 'comparison')} added.</p>}
    </Form>
  );
}
