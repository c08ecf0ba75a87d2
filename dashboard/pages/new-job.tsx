import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Recipe } from '../../schema/contracts/index.ts';
import { readParams, readSchema, showValue } from '../params.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { Card, Page } from '../parts/page.tsx';
import { ParamField } from '../parts/param-field.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';

/** Starting a job: choose a recipe, fill in the form that its schema draws. */
export default function NewJob() {
  const can = useCan('jobs');
  const query = useQuery({ ...one('GET /v1/recipes', {}), staleTime: 60_000 });
  return (
    <Page
      title="New job"
      crumb={<Link to="/jobs">Jobs</Link>}
      lead="Every field says what it does; what you leave alone keeps the recipe's own default."
    >
      {can ? <Loaded query={query}>{({ data }) => <Choose recipes={data} />}</Loaded> : <Needs scope="jobs" />}
    </Page>
  );
}

function Choose({ recipes }: { recipes: Recipe[] }) {
  const search = useSearch({ from: '/jobs/new' });
  const navigate = useNavigate({ from: '/jobs/new' });
  const recipe =
    recipes.find(({ name }) => name === search.recipe) ?? recipes.find(({ name }) => name === 'generate') ?? recipes[0];
  if (!recipe) return <Empty title="This deployment offers no recipe" />;
  const families = [...new Set(recipes.map(({ family }) => family))];
  return (
    <>
      <Card title="Recipe">
        <Field label="Recipe" name="recipe" hint={`${recipe.summary}${recipe.needs_gpu ? ' Needs a GPU.' : ''}`}>
          {(control) => (
            <select
              {...control}
              value={recipe.name}
              onChange={(event) => navigate({ search: { recipe: event.target.value }, replace: true })}
            >
              {families.map((family) => (
                <optgroup key={family} label={family}>
                  {recipes
                    .filter((one) => one.family === family)
                    .map((one) => (
                      <option key={one.name} value={one.name}>
                        {one.title} ({one.name})
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
          )}
        </Field>
      </Card>
      <Parameters key={recipe.name} recipe={recipe} />
    </>
  );
}

function Parameters({ recipe }: { recipe: Recipe }) {
  const schema = useMemo(() => readSchema(recipe.params), [recipe]);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(schema.map(([name, one]) => [name, showValue(one.default)])),
  );
  const [shown, setShown] = useState<Record<string, boolean>>({});
  const navigate = useNavigate();
  const write = useWrite('POST /v1/jobs', (job) => {
    announce(`Job ${job.name} queued.`);
    navigate({ to: '/jobs/$id', params: { id: job.id } });
  });
  const { params, errors } = readParams(schema, texts);
  const submit = (form: FormData) => {
    setShown(Object.fromEntries(schema.map(([name]) => [name, true])));
    const faulty = Object.keys(errors);
    if (faulty.length > 0) {
      announce(`${faulty.length === 1 ? 'One field needs' : `${faulty.length} fields need`} another value.`);
      document.querySelector<HTMLElement>(`[name="${faulty[0]}"]`)?.focus();
      return;
    }
    const name = textOf(form, 'run_name');
    const labels = textOf(form, 'run_labels')
      .split(/[\s,]+/)
      .filter(Boolean);
    const common = { seed: Number(textOf(form, 'run_seed')), max_attempts: Number(textOf(form, 'run_attempts')) };
    write.mutate({ body: { recipe: recipe.name, params, labels, ...common, ...(name === '' ? {} : { name }) } });
  };
  const set = (name: string) => (text: string) => {
    setTexts((old) => ({ ...old, [name]: text }));
    setShown((old) => ({ ...old, [name]: true }));
  };
  return (
    <Form write={write} action="Start job" busy="Starting…" onSubmit={submit}>
      <Card title="Parameters">
        <div className="fields">
          {schema.map(([name, one]) => (
            <ParamField
              key={name}
              name={name}
              schema={one}
              value={texts[name] ?? ''}
              error={shown[name] ? (errors[name] ?? fieldError(write.error, name)) : undefined}
              onValue={set(name)}
            />
          ))}
        </div>
      </Card>
      <Card title="Run">
        <div className="fields">
          <Field label="Name" name="run_name" hint="Empty takes the recipe's name.">
            {(control) => <input {...control} maxLength={200} autoComplete="off" />}
          </Field>
          <Field label="Seed" name="run_seed" hint="The same seed, data and parameters repeat a run.">
            {(control) => (
              <input {...control} type="number" min={0} max={2147483647} step={1} defaultValue={0} required />
            )}
          </Field>
          <Field label="Attempts" name="run_attempts" hint="How often a run that broke off is tried.">
            {(control) => <input {...control} type="number" min={1} max={10} step={1} defaultValue={3} required />}
          </Field>
          <Field
            label="Runner labels"
            name="run_labels"
            hint="Only runners with all of these take the job, like gpu:h100."
            error={fieldError(write.error, 'labels')}
          >
            {(control) => <input {...control} autoComplete="off" defaultValue={recipe.needs_gpu ? 'gpu' : ''} />}
          </Field>
        </div>
      </Card>
    </Form>
  );
}
