import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Critique } from '../../packages/assay/src/api.ts';
import { Badge } from '../parts/badge.tsx';
import { curl } from '../parts/copy.tsx';
import { Field } from '../parts/form.tsx';
import { percent } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Clip } from '../parts/prompt.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { TryCritique } from '../parts/try-critique.tsx';
import { When } from '../parts/when.tsx';

const decisions = ['keep', 'revise', 'undecided'] as const;
const textOfSteps = ({ result }: Critique): string => result.steps.map(({ text }) => text).join('\n');

const columns: Column<Critique>[] = [
  {
    id: 'response',
    header: 'Response',
    value: textOfSteps,
    cell: (row) => (
      <Link to="/critiques/$id" params={{ id: row.id }}>
        <Clip text={textOfSteps(row).trim() || '(removed)'} />
      </Link>
    ),
  },
  {
    id: 'decision',
    header: 'Decision',
    value: (row) => row.result.decision,
    cell: (row) => <Badge value={row.result.decision} />,
  },
  {
    id: 'first_error',
    header: 'First wrong step',
    value: (row) => row.result.first_error,
    cell: (row) => row.result.first_error ?? '–',
    end: true,
    wide: true,
  },
  {
    id: 'score',
    header: 'Score',
    value: (row) => row.result.score,
    cell: (row) => percent(row.result.score),
    end: true,
    wide: true,
  },
  {
    id: 'created',
    header: 'When',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

const example = { critic_id: 'crt_…', prompt: 'What is 2 + 3 + 4?', response: '2 + 3 = 5\n5 + 4 = 9' };

/** The ledger of critiques, with a form to try one. */
export default function Critiques() {
  const search = useSearch({ from: '/critiques' });
  const navigate = useNavigate({ from: '/critiques' });
  const decision = decisions.find((one) => one === search.decision);
  const query = { ...(search.critic_id ? { critic_id: search.critic_id } : {}), ...(decision ? { decision } : {}) };
  return (
    <Page
      title="Critiques"
      lead="Feedback that says where and why: a verdict on each step of a response, what is wrong and how to mend it."
      actions={
        <Link className="button" to="/critics">
          Critics
        </Link>
      }
    >
      <Card title="Try a critique">
        <TryCritique />
      </Card>
      <search className="filters">
        <Field label="Decision" name="decision">
          {(control) => (
            <select
              {...control}
              data-filter
              value={decision ?? ''}
              onChange={(event) => navigate({ search: { ...search, decision: event.target.value || undefined } })}
            >
              <option value="">Any</option>
              {decisions.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Field>
      </search>
      <List
        route="GET /v1/critiques"
        request={{ query }}
        label="Critiques"
        columns={columns}
        empty={
          Object.keys(query).length > 0 ? (
            <Empty title="No critique fits these filters">
              <Link to="/critiques">Clear the filters</Link>
            </Empty>
          ) : (
            <Empty title="Nothing critiqued yet" command={curl('POST', '/v1/critiques', example)}>
              <p>Fill in the form above; arithmetic needs no model.</p>
            </Empty>
          )
        }
      />
    </Page>
  );
}
