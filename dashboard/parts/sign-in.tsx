import { useQueryClient } from '@tanstack/react-query';
import { useWrite } from '../queries.ts';
import { Field, Form, textOf } from './form.tsx';

/** Exchanges a key for a session cookie; the key itself is not kept in the browser. */
export function SignIn() {
  const cache = useQueryClient();
  const write = useWrite('POST /v1/session', () => cache.resetQueries());
  return (
    <div className="sign-in">
      <title>Sign in · Assay</title>
      <main>
        <div className="stack" style={{ gap: '0.35rem' }}>
          <span className="brand">
            <img src="/favicon.svg" alt="" width="32" height="32" />
            Assay
          </span>
          <h1>Sign in</h1>
          <p className="muted">Judge, compare and improve model outputs.</p>
        </div>
        <div className="card">
          <Form
            write={write}
            action="Sign in"
            busy="Signing in…"
            onSubmit={(form) => write.mutate({ body: { key: textOf(form, 'key') } })}
          >
            <Field
              label="Key"
              name="key"
              hint="Starts with asy_. It is exchanged for a session cookie and not kept in this browser."
            >
              {(control) => (
                <input
                  {...control}
                  type="password"
                  autoComplete="current-password"
                  required
                  spellCheck={false}
                  className="mono"
                />
              )}
            </Field>
          </Form>
        </div>
        <p className="muted small">
          <code>npm start</code> prints a demo key. In a shared deployment, ask whoever holds an admin key. The API is
          described at <a href="/docs">/docs</a>.
        </p>
      </main>
    </div>
  );
}
