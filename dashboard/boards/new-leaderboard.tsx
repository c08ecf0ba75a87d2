import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RankingMethod } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { list, useWrite } from '../queries.ts';
import { method_text, methods } from './methods.ts';
import { type Draft, draftFor, SettingsFields } from './settings-fields.tsx';

/** The form that makes a leaderboard: name, campaign, method, and every setting explained. */
export function NewLeaderboard() {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const [method, setMethod] = useState<RankingMethod>('bradley-terry');
  const [chosen, setChosen] = useState('');
  const [draft, setDraft] = useState<Draft>({});
  const campaigns = useInfiniteQuery(list('GET /v1/campaigns', { query: { limit: 200 } })).data?.pages.flatMap(
    (page) => page.data,
  );
  const write = useWrite('POST /v1/leaderboards', (board) => {
    announce(`Leaderboard ${board.name} made.`);
    navigate({ to: '/leaderboards/$id', params: { id: board.id } });
  });
  if (!can) return <Needs scope="campaigns" />;
  if (campaigns?.length === 0) {
    return (
      <p>
        A leaderboard ranks what a campaign compared. <Link to="/campaigns">Make a campaign first</Link>.
      </p>
    );
  }
  const campaign = campaigns?.find(({ id }) => id === chosen) ?? campaigns?.[0];
  const settings = draftFor(method, draft);
  return (
    <Form
      write={write}
      action="Make leaderboard"
      onSubmit={(form) =>
        write.mutate({
          body: { name: textOf(form, 'name'), campaign_id: textOf(form, 'campaign_id'), method, settings },
        })
      }
    >
      <div className="fields">
        <Field label="Name" name="name" error={fieldError(write.error, 'name')}>
          {(control) => <input {...control} required maxLength={200} />}
        </Field>
        <Field label="Campaign" name="campaign_id" error={fieldError(write.error, 'campaign_id')}>
          {(control) => (
            <select
              {...control}
              required
              value={campaign?.id ?? ''}
              onChange={(event) => setChosen(event.target.value)}
            >
              {campaigns?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Method" name="method" hint={`Ranks by ${method_text[method].text}.`}>
          {(control) => (
            <select {...control} value={method} onChange={(event) => setMethod(event.target.value as RankingMethod)}>
              {methods.map((one) => (
                <option key={one} value={one}>
                  {method_text[one].name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <details>
        <summary>Settings</summary>
        <div className="stack" style={{ marginTop: '0.75rem', gap: '1rem' }}>
          <SettingsFields method={method} criteria={campaign?.criteria ?? []} draft={settings} onDraft={setDraft} />
        </div>
      </details>
    </Form>
  );
}
