import { useState } from 'react';
import type { KeyCreated, Scope } from '../../schema/contracts/index.ts';
import { useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { Field, Form, fieldError, textOf } from './form.tsx';

const scope_text: Record<Scope, string> = {
  read: 'Read everything in the project',
  judge: 'Judge, and write datasets and reports',
  campaigns: 'Run campaigns and leaderboards',
  jobs: 'Start and cancel jobs',
  rate: 'Submit ratings',
  runner: 'Take jobs as a runner',
  admin: 'Everything, and manage keys',
};

/** The form that makes a key with its scopes and expiry. */
export function NewKey({ onMade }: { onMade: (key: KeyCreated) => void }) {
  const [missing, setMissing] = useState(false);
  const write = useWrite('POST /v1/keys', (key) => {
    onMade(key);
    scrollTo({ top: 0 });
    announce(`Key ${key.name} made. Copy it now.`);
  });
  const submit = (form: FormData) => {
    const scopes = form.getAll('scopes') as Scope[];
    setMissing(scopes.length === 0);
    if (scopes.length === 0) return;
    const days = textOf(form, 'days');
    write.mutate({
      body: {
        name: textOf(form, 'name'),
        scopes,
        expires_at: days === '' ? null : Date.now() + Number(days) * 86_400_000,
      },
    });
  };
  return (
    <Form write={write} action="Make key" onSubmit={submit}>
      <div className="fields">
        <Field
          label="Name"
          name="name"
          hint="What will use it, like ci or laptop."
          error={fieldError(write.error, 'name')}
        >
          {(control) => <input {...control} required maxLength={200} autoComplete="off" />}
        </Field>
        <Field label="Expires" name="days" error={fieldError(write.error, 'expires_at')}>
          {(control) => (
            <select {...control} defaultValue="90">
              <option value="7">In 7 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
              <option value="">Never</option>
            </select>
          )}
        </Field>
      </div>
      <fieldset aria-describedby={missing ? 'scopes-error' : undefined}>
        <legend>Scopes</legend>
        <div className="fields" style={{ gap: '0.4rem 1.25rem' }}>
          {(Object.keys(scope_text) as Scope[]).map((scope) => (
            <label key={scope} className="check">
              <input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'read'} />
              <span>
                <b>{scope}</b> <span className="muted small">{scope_text[scope]}</span>
              </span>
            </label>
          ))}
        </div>
        {missing && (
          <p id="scopes-error" className="error" role="alert">
            Choose at least one scope.
          </p>
        )}
      </fieldset>
    </Form>
  );
}
