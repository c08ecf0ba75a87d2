import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { announce } from '../parts/announce.tsx';
import { Form } from '../parts/form.tsx';
import { Tick } from '../parts/inputs.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { useWrite } from '../queries.ts';
import { type Draft, new_draft } from './draft.ts';
import { SettingsFields } from './settings-fields.tsx';

/** The form that makes a campaign. */
export function NewCampaign() {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(new_draft);
  const [later, setLater] = useState(false);
  const write = useWrite('POST /v1/campaigns', (campaign) => {
    announce(`Campaign ${campaign.name} made.`);
    navigate({ to: '/campaigns/$id', params: { id: campaign.id } });
  });
  if (!can) return <Needs scope="campaigns" />;
  return (
    <Form
      write={write}
      action="Make campaign"
      onSubmit={() => write.mutate({ body: { ...draft, state: later ? 'paused' : 'open' } })}
      extra={<Tick label="Open it later" value={later} onChange={setLater} />}
    >
      <SettingsFields
        draft={draft}
        error={write.error}
        onDraft={(change) => setDraft((old) => ({ ...old, ...change }))}
      />
    </Form>
  );
}
