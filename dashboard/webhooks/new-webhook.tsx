import { useState } from 'react';
import type { WebhookEvent } from '../../schema/contracts/index.ts';
import type { Answer } from '../contracts.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { useWrite } from '../queries.ts';

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

/** The form that adds an address and picks what it is told. */
export function NewWebhook({ onMade }: { onMade: (webhook: Answer<'POST /v1/webhooks'>) => void }) {
  const [round, setRound] = useState(0);
  const [missing, setMissing] = useState(false);
  const write = useWrite('POST /v1/webhooks', (webhook) => {
    onMade(webhook);
    setRound(round + 1);
    scrollTo({ top: 0 });
    announce('Webhook made. Copy its secret now.');
  });
  const submit = (form: FormData) => {
    const events = all_events.filter((event) => form.getAll('events').includes(event));
    setMissing(events.length === 0);
    if (events.length === 0) return;
    write.mutate({ body: { url: textOf(form, 'url'), events, description: textOf(form, 'description') } });
  };
  return (
    <Form key={round} write={write} action="Add webhook" onSubmit={submit}>
      <div className="fields">
        <Field
          label="Address"
          name="url"
          hint="https, at a public host; redirects are not followed."
          error={fieldError(write.error, 'url')}
        >
          {(control) => <input {...control} type="url" required maxLength={2000} autoComplete="off" />}
        </Field>
        <Field label="Description" name="description" error={fieldError(write.error, 'description')}>
          {(control) => <input {...control} maxLength={500} autoComplete="off" />}
        </Field>
      </div>
      <fieldset aria-describedby={missing ? 'events-error' : undefined}>
        <legend>Is told</legend>
        <div className="fields" style={{ gap: '0.4rem 1.25rem' }}>
          {all_events.map((event) => (
            <label key={event} className="check">
              <input type="checkbox" name="events" value={event} />
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
