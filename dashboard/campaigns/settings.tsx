import { useState } from 'react';
import type { Campaign } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Form } from '../parts/form.tsx';
import { Card } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { useWrite } from '../queries.ts';
import { changesOf, draftOf } from './draft.ts';
import { SettingsFields } from './settings-fields.tsx';

/** A campaign's settings, to be changed while it runs. */
export function Settings({ campaign }: { campaign: Campaign }) {
  const can = useCan('campaigns');
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const write = useWrite('PATCH /v1/campaigns/{id}', () => announce('The settings are changed.'));
  if (!can) return <Needs scope="campaigns" />;
  if (campaign.state === 'closed')
    return (
      <Card title="Settings">
        <p>This campaign is closed, which is final.</p>
      </Card>
    );
  const fixed = campaign.rating_count > 0;
  const submit = () => write.mutate({ path: { id: campaign.id }, body: changesOf(draftOf(campaign), draft) });
  return (
    <Card title="Settings">
      {fixed && (
        <p className="muted">
          There are ratings, so the question, the kind of comparison, the choices and the criteria stay as they are.
        </p>
      )}
      <Form write={write} action="Save settings" onSubmit={submit}>
        <SettingsFields
          draft={draft}
          error={write.error}
          fixed={fixed}
          onDraft={(change) => setDraft((old) => ({ ...old, ...change }))}
        />
      </Form>
    </Card>
  );
}
