import type { Campaign } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Failure } from '../parts/states.tsx';
import { useWrite } from '../queries.ts';

/** Opens, pauses and closes a campaign. */
export function CampaignStates({ campaign }: { campaign: Campaign }) {
  const write = useWrite('PATCH /v1/campaigns/{id}', (next) => announce(`The campaign is ${next.state} now.`));
  const next = ({ open: ['paused', 'closed'], paused: ['open', 'closed'], closed: ['open'] } as const)[campaign.state];
  const verb = { open: campaign.state === 'paused' ? 'Resume' : 'Reopen', paused: 'Pause', closed: 'Close' };
  return (
    <>
      {write.error && <Failure error={write.error} />}
      {next.map((state) => (
        <button
          key={state}
          type="button"
          className="button"
          disabled={write.isPending}
          onClick={() => write.mutate({ path: { id: campaign.id }, body: { state } })}
        >
          {verb[state]}
        </button>
      ))}
    </>
  );
}
