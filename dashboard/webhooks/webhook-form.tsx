import { useState } from 'react';
import type { Webhook, WebhookEvent } from '../../schema/contracts/index.ts';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';

const event_text: Record<WebhookEvent, string> = {
  'campaign.state_changed': 'A campaign is opened, paused or closed',
  'campaign.ratings': 'Ratings came in, at most once a minute',
  'rater.flagged': 'Quality control finds a rater suspicious',
  'rater.held': "A rater's ratings are held back",
  'rater.cleared': 'A rater is cleared',
  'snapshot.created': 'A leaderboard was computed anew',
  'job.finished': 'A job ended or waits for its next try',
  'judge.promoted': 'A judge in the shadow took over',
};

const all_events = Object.keys(event_text) as WebhookEvent[];

type Given = Pick<Webhook, 'url' | 'events' | 'description'>;

/** An address, what it is told, and what it is for. */
export function WebhookForm(props: {
  write: { isPending: boolean; error: unknown };
  action: string;
  /** What stands there first. */
  from?: Given;
  onSubmit: (given: Given) => void;
}) {
  const { write, action, from, onSubmit } = props;
  const [missing, setMissing] = useState(false);
  const submit = (form: FormData) => {
    const events = all_events.filter((event) => form.getAll('events').includes(event));
    setMissing(events.length === 0);
    if (events.length > 0) onSubmit({ url: textOf(form, 'url'), events, description: textOf(form, 'description') });
  };
  return (
    <Form write={write} action={action} onSubmit={submit}>
      <div className="fields">
        <Field
          label="Address"
          name="url"
          hint="https, at a public host; redirects are not followed."
          error={fieldError(write.error, 'url')}
        >
          {(control) => (
            <input {...control} type="url" required maxLength={2000} autoComplete="off" defaultValue={from?.url} />
          )}
        </Field>
        <Field label="Description" name="description" error={fieldError(write.error, 'description')}>
          {(control) => <input {...control} maxLength={500} autoComplete="off" defaultValue={from?.description} />}
        </Field>
      </div>
      <fieldset aria-describedby={missing ? 'events-error' : undefined}>
        <legend>Is told</legend>
        <div className="fields" style={{ gap: '0.4rem 1.25rem' }}>
          {all_events.map((event) => (
            <label key={event} className="check">
              <input
                type="checkbox"
                name="events"
                value={event}
                defaultChecked={from?.events.includes(event) ?? false}
              />
              <span>
                <b>{event}</b> <span className="muted small">{event_text[event]}</span>
              </span>
            </label>
          ))}
        </div>
        {missing && (
          <p id="events-error" className="error" role="alert">
            Choose at least one event.
          </p>
        )}
      </fieldset>
    </Form>
  );
}
