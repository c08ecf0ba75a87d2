import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Leaderboard } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { list, useWrite } from '../queries.ts';

type Method = Leaderboard['method'];

/** What each ranking method computes. */
export const method_text: Record<Method, { name: string; text: string }> = {
  'bradley-terry': { name: 'Bradley–Terry', text: 'strengths fitted to all pairs at once; a tie counts as half a win' },
  'win-rate': { name: 'Win rate', text: 'the share of comparisons won, whoever the opponents were; a tie counts half' },
  davidson: { name: 'Davidson', text: 'strengths where ties are likeliest between equals; needs at least one tie' },
  'rao-kupper': { name: 'Rao–Kupper', text: 'strengths where close calls become ties; needs at least one tie' },
  'maximal-lottery': {
    name: 'Maximal lottery',
    text: 'the mixture of models that no model beats, even where preferences go in circles',
  },
  elo: { name: 'Elo', text: 'points moved by one comparison after the other; it depends on their order' },
  'rater-weighted': { name: 'Rater-weighted', text: 'Bradley–Terry in which raters count by how well they agree' },
  'crowd-bt': { name: 'Crowd-BT', text: 'Bradley–Terry with a reliability fitted for each rater' },
  'criteria-lottery': {
    name: 'Lottery of criteria',
    text: 'the mixture that does best on the criterion where it does worst',
  },
};
const methods = Object.keys(method_text) as Method[];

const columns: Column<Leaderboard>[] = [
  {
    id: 'name',
    header: 'Leaderboard',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/leaderboards/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'method', header: 'Method', value: (row) => method_text[row.method].name },
  {
    id: 'version',
    header: 'Snapshot',
    value: (row) => row.snapshot_version,
    cell: (row) => (row.snapshot_version === null ? 'none yet' : `v${row.snapshot_version}`),
    end: true,
  },
  {
    id: 'created',
    header: 'Made',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

/** The leaderboards of the project and a form to make one. */
export default function Leaderboards() {
  return (
    <Page title="Leaderboards" lead="A ranking computed from a campaign's ratings, kept as numbered snapshots.">
      <Card title="New leaderboard">
        <NewLeaderboard />
      </Card>
      <List
        route="GET /v1/leaderboards"
        request={{}}
        label="Leaderboards"
        columns={columns}
        empty={
          <Empty title="No leaderboard yet">
            <p>Make one above from a campaign with ratings.</p>
          </Empty>
        }
      />
    </Page>
  );
}

function NewLeaderboard() {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const [method, setMethod] = useState<Method>('bradley-terry');
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
  const submit = (form: FormData) => {
    write.mutate({ body: { name: textOf(form, 'name'), campaign_id: textOf(form, 'campaign_id'), method } });
  };
  return (
    <Form write={write} action="Make leaderboard" onSubmit={submit}>
      <div className="fields">
        <Field label="Name" name="name" error={fieldError(write.error, 'name')}>
          {(control) => <input {...control} required maxLength={200} />}
        </Field>
        <Field label="Campaign" name="campaign_id" error={fieldError(write.error, 'campaign_id')}>
          {(control) => (
            <select {...control} required>
              {campaigns?.map((campaign) => (
                <option key={campaign.id} value={campaign.id}>
                  {campaign.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Method" name="method" hint={`Ranks by ${method_text[method].text}.`}>
          {(control) => (
            <select {...control} value={method} onChange={(event) => setMethod(event.target.value as Method)}>
              {methods.map((one) => (
                <option key={one} value={one}>
                  {method_text[one].name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </Form>
  );
}
