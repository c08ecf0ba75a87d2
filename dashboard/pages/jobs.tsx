import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Job, JobState } from '../../schema/contracts/index.ts';
import { Badge, job_state_text } from '../parts/badge.tsx';
import { curl } from '../parts/copy.tsx';
import { Field } from '../parts/form.tsx';
import { duration, percent } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { Runners } from '../parts/runners.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { one } from '../queries.ts';

const states = Object.keys(job_state_text) as JobState[];

const columns: Column<Job>[] = [
  {
    id: 'name',
    header: 'Job',
    value: (row) => row.name,
    cell: (row) => (
      <Link to="/jobs/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  { id: 'recipe', header: 'Recipe', value: (row) => row.recipe, cell: (row) => <code>{row.recipe}</code>, wide: true },
  {
    id: 'progress',
    header: 'Progress',
    value: (row) => row.progress,
    cell: (row) => (row.progress === null ? '–' : percent(row.progress, 0)),
    end: true,
    wide: true,
  },
  {
    id: 'took',
    header: 'Ran for',
    value: (row) => (row.started_at === null ? null : (row.finished_at ?? Date.now()) - row.started_at),
    cell: (row) => (row.started_at === null ? '–' : duration((row.finished_at ?? Date.now()) - row.started_at)),
    end: true,
    wide: true,
  },
  {
    id: 'created',
    header: 'Created',
    value: (row) => row.created_at,
    cell: (row) => <When at={row.created_at} />,
    wide: true,
  },
];

/** The jobs of the project and the runners that take them. */
export default function Jobs() {
  const search = useSearch({ from: '/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const recipes = useQuery(one('GET /v1/recipes', {})).data?.data ?? [];
  const state = states.find((one) => one === search.state);
  const query = { ...(state ? { state } : {}), ...(search.recipe ? { recipe: search.recipe } : {}) };
  const set = (name: 'state' | 'recipe', value: string) =>
    navigate({ search: { ...search, [name]: value || undefined } });
  return (
    <Page
      title="Jobs"
      lead="A job is one run of a recipe on a runner: sampling, search or training."
      actions={
        <Link to="/jobs/new" className="button primary">
          New job
        </Link>
      }
    >
      <Runners />
      <search className="filters">
        <Field label="State" name="state">
          {(control) => (
            <select
              {...control}
              data-filter
              value={search.state ?? ''}
              onChange={(event) => set('state', event.target.value)}
            >
              <option value="">Any</option>
              {states.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Recipe" name="recipe">
          {(control) => (
            <select {...control} value={search.recipe ?? ''} onChange={(event) => set('recipe', event.target.value)}>
              <option value="">Any</option>
              {recipes.map((recipe) => (
                <option key={recipe.name}>{recipe.name}</option>
              ))}
            </select>
          )}
        </Field>
      </search>
      <List
        route="GET /v1/jobs"
        request={{ query }}
        label="Jobs"
        columns={columns}
        refresh_ms={5_000}
        empty={
          state || search.recipe ? (
            <Empty title="No job fits these filters">
              <Link to="/jobs">Clear the filters</Link>
            </Empty>
          ) : (
            <Empty
              title="No job yet"
              command={curl('POST', '/v1/jobs', { recipe: 'generate', params: { dataset: 'ds_…' } })}
            >
              <Link to="/jobs/new">Start the first one</Link>
            </Empty>
          )
        }
      />
    </Page>
  );
}
