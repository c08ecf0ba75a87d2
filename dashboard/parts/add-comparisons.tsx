import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { comparisons_per_request, readComparisons } from '../comparisons.ts';
import { useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { Field, Form, textOf } from './form.tsx';
import { counted } from './format.ts';

const example =
  '{"prompt": "Name a prime.", "response_a": "7", "response_b": "8", "model_a": "small", "model_b": "large"}';

/** Adds comparisons from pasted or chosen JSONL. */
export function AddComparisons({ campaign_id }: { campaign_id: string }) {
  const cache = useQueryClient();
  const write = useWrite('POST /v1/campaigns/{id}/comparisons');
  const [text, setText] = useState('');
  const [errors, setErrors] = useState<{ line: number; message: string }[]>([]);
  const [sent, setSent] = useState<number | null>(null);
  const submit = async (form: FormData) => {
    const read = readComparisons(textOf(form, 'comparisons'));
    setErrors(read.errors);
    setSent(null);
    if (read.errors.length > 0 || read.comparisons.length === 0) {
      if (read.errors.length === 0) setErrors([{ line: 1, message: 'is empty: paste at least one comparison' }]);
      return;
    }
    for (let at = 0; at < read.comparisons.length; at += comparisons_per_request) {
      const comparisons = read.comparisons.slice(at, at + comparisons_per_request);
      await write.mutateAsync({ path: { id: campaign_id }, body: { comparisons } });
      // What is in is taken out of the box, so that trying again after a failure adds only the rest.
      setText(
        read.comparisons
          .slice(at + comparisons_per_request)
          .map((one) => JSON.stringify(one))
          .join('\n'),
      );
      setSent(at + comparisons.length);
    }
    announce(`${counted(read.comparisons.length, 'comparison')} added.`);
    await cache.invalidateQueries({ queryKey: ['campaigns'] });
  };
  return (
    <Form write={write} action="Add comparisons" busy="Adding…" onSubmit={(form) => void submit(form).catch(() => {})}>
      <Field label="Comparisons (JSONL)" name="comparisons" hint={<>One a line, like {<code>{example}</code>}</>}>
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
      <Field label="Or a file" name="file">
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={async (event) => {
              const file = event.target.files?.[0];
              if (file) setText(await file.text());
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
