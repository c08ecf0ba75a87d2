import { Link, useNavigate } from '@tanstack/react-router';
import type { Campaign } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge } from '../parts/badge.tsx';
import { curl } from '../parts/copy.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { useWrite } from '../queries.ts';

const columns: Column<Campaign>[] = [
  {
    id: 'name',
    header: 'Campaign',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/campaigns/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  {
    id: 'comparisons',
    header: 'Comparisons',
    value: (row) => row.comparison_count,
    cell: (row) => count(row.comparison_count),
    end: true,
    wide: true,
  },
  {
    id: 'ratings',
    header: 'Ratings',
    value: (row) => row.rating_count,
    cell: (row) => count(row.rating_count),
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

/** The campaigns of the project and a form to make one. */
export default function Campaigns() {
  return (
    <Page
      title="Campaigns"
      lead="A campaign asks people which of two answers is better, without showing which model wrote which."
    >
      <Card title="New campaign">
        <NewCampaign />
      </Card>
      <List
        route="GET /v1/campaigns"
        request={{}}
        label="Campaigns"
        columns={columns}
        empty={
          <Empty
            title="No campaign yet"
            command={curl('POST', '/v1/campaigns', { name: 'first look', question: 'Which answer is better?' })}
          >
            <p>Make one above, add pairs of answers, and give raters its link.</p>
          </Empty>
        }
      />
    </Page>
  );
}

function NewCampaign() {
  const can = useCan('campaigns');
  const navigate = useNavigate();
  const write = useWrite('POST /v1/campaigns', (campaign) => {
    announce(`Campaign ${campaign.name} made.`);
    navigate({ to: '/campaigns/$id', params: { id: campaign.id } });
  });
  if (!can) return <Needs scope="campaigns" />;
  const submit = (form: FormData) =>
    write.mutate({
      body: {
        name: textOf(form, 'name'),
        question: textOf(form, 'question'),
        instructions: textOf(form, 'instructions'),
        overlap: Number(textOf(form, 'overlap')),
      },
    });
  return (
    <Form write={write} action="Make campaign" onSubmit={submit}>
      <div className="fields">
        <Field label="Name" name="name" error={fieldError(write.error, 'name')} hint="Raters see it.">
          {(control) => <input {...control} required maxLength={200} />}
        </Field>
        <Field label="Question" name="question" error={fieldError(write.error, 'question')}>
          {(control) => <input {...control} required maxLength={1000} defaultValue="Which answer is better?" />}
        </Field>
        <Field label="Ratings of each comparison" name="overlap" error={fieldError(write.error, 'overlap')}>
          {(control) => <input {...control} type="number" min={1} max={1000} defaultValue={1} required />}
        </Field>
      </div>
      <Field
        label="Instructions"
        name="instructions"
        hint="Shown to raters before they start and whenever they ask for help."
        error={fieldError(write.error, 'instructions')}
      >
        {(control) => <textarea {...control} rows={3} maxLength={20000} />}
      </Field>
    </Form>
  );
}
