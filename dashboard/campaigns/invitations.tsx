import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign, Invitation } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Copy } from '../parts/copy.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { count } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { list, useWrite } from '../queries.ts';
import { Invite } from './invite.tsx';

const stateOf = ({ revoked_at, completed_at, rated_count }: Invitation) =>
  revoked_at !== null ? 'withdrawn' : completed_at !== null ? 'done' : rated_count > 0 ? 'rating' : 'not begun';

const columns: Column<Invitation & { actions: React.ReactNode }>[] = [
  { id: 'label', header: 'For', value: ({ label }) => label },
  { id: 'state', header: 'State', value: stateOf },
  { id: 'rated', header: 'Ratings', value: (row) => row.rated_count, cell: (row) => count(row.rated_count), end: true },
  {
    id: 'last',
    header: 'Last',
    value: (row) => row.last_rated_at,
    cell: (row) => (row.last_rated_at === null ? '–' : <When at={row.last_rated_at} />),
    wide: true,
  },
  { id: 'actions', header: 'Link', value: () => null, cell: ({ actions }) => actions },
];

/** Personal links: made by name or by number, each with how far its rater is. */
export function Invitations({ campaign }: { campaign: Campaign }) {
  const { id } = campaign;
  const query = useInfiniteQuery({
    ...list('GET /v1/campaigns/{id}/invitations', { path: { id } }),
    refetchInterval: 15_000,
  });
  const [leaving, setLeaving] = useState<Invitation | null>(null);
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Card title="Personal links">
      <p className="muted">Each is one rater, on whatever devices it is opened. Raters never see the name.</p>
      {campaign.state !== 'closed' && <Invite id={id} />}
      <Loaded query={{ ...query, data: query.data && rows }}>
        {(found) =>
          found.length > 0 && (
            <Table
              label="Personal links"
              rows={found.map((row) => ({
                ...row,
                actions: row.revoked_at === null && <Actions invitation={row} onLeave={() => setLeaving(row)} />,
              }))}
              columns={columns}
              keyOf={(row) => row.rater_id}
            />
          )
        }
      </Loaded>
      {query.hasNextPage && (
        <div>
          <button type="button" className="button" onClick={() => query.fetchNextPage()}>
            Load more
          </button>
        </div>
      )}
      {leaving && <Withdraw id={id} invitation={leaving} onClose={() => setLeaving(null)} />}
    </Card>
  );
}

function Actions({ invitation, onLeave }: { invitation: Invitation; onLeave: () => void }) {
  return (
    <span className="row">
      <Copy text={new URL(invitation.rating_url, location.href).href} />
      <button type="button" className="button" onClick={onLeave}>
        Withdraw<span className="hidden"> the link of {invitation.label}</span>
      </button>
    </span>
  );
}

function Withdraw({ id, invitation, onClose }: { id: string; invitation: Invitation; onClose: () => void }) {
  const write = useWrite('DELETE /v1/campaigns/{id}/invitations/{rater_id}', () => {
    announce(`The link of ${invitation.label} is withdrawn.`);
    onClose();
  });
  return (
    <Confirm
      title={`Withdraw the link of ${invitation.label}?`}
      text="It opens no more comparisons, on no device. Ratings made so far stay; you can hold them under Quality."
      action="Withdraw it"
      busy={write.isPending}
      onConfirm={() => write.mutate({ path: { id, rater_id: invitation.rater_id } })}
      onClose={onClose}
    />
  );
}
