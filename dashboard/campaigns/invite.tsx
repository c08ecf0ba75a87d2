import { useState } from 'react';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { counted } from '../parts/format.ts';
import { useWrite } from '../queries.ts';

/** Makes personal links, one for each name or so many without. */
export function Invite({ id }: { id: string }) {
  const [names, setNames] = useState('');
  const write = useWrite('POST /v1/campaigns/{id}/invitations', ({ invitations }) => {
    announce(`${counted(invitations.length, 'link')} made.`);
    setNames('');
  });
  const submit = (form: FormData) => {
    const labels = textOf(form, 'labels')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    write.mutate({ path: { id }, body: labels.length > 0 ? { labels } : { count: Number(textOf(form, 'count')) } });
  };
  return (
    <Form write={write} action="Make personal links" busy="Making…" onSubmit={submit}>
      <div className="fields">
        <Field
          label="Names, one a line"
          name="labels"
          error={fieldError(write.error, 'labels')}
          hint="Or leave it empty and choose how many."
        >
          {(control) => (
            <textarea {...control} rows={2} value={names} onChange={(event) => setNames(event.target.value)} />
          )}
        </Field>
        <Field label="How many without names" name="count" error={fieldError(write.error, 'count')}>
          {(control) => <input {...control} type="number" min={1} max={500} defaultValue={5} />}
        </Field>
      </div>
    </Form>
  );
}
