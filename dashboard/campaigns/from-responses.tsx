import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign, ComparisonsDrawn } from '../../schema/contracts/index.ts';
import { call } from '../client.ts';
import { announce } from '../parts/announce.tsx';
import { DatasetField } from '../parts/dataset-field.tsx';
import { Field, Form, textOf } from '../parts/form.tsx';
import { count, counted } from '../parts/format.ts';
import { Choice, NumberInput } from '../parts/inputs.tsx';
import { list } from '../queries.ts';

const attempt_words = {
  last: 'Their last attempts',
  first: 'Their first attempts',
  each: 'Every attempt, as a contestant of its own',
} as const;

/** Draws comparisons from the responses of a dataset, whoever made them: uploads, jobs or refinements. */
export function FromResponses({ campaign }: { campaign: Campaign }) {
  const { id, kind } = campaign;
  const cache = useQueryClient();
  const datasets = useInfiniteQuery(list('GET /v1/datasets', { query: { limit: 200 } })).data?.pages.flatMap(
    ({ data }) => data,
  );
  const [attempts, setAttempts] = useState<keyof typeof attempt_words>('last');
  const [pairs, setPairs] = useState<'all' | 'random'>('all');
  const [per_item, setPerItem] = useState<number | null>(3);
  const [done, setDone] = useState({ items: 0, added: 0, repeated: 0, too_long: 0 });
  const write = useMutation({
    mutationFn: async (form: FormData) => {
      const tags_from = textOf(form, 'tags_from');
      const ask = {
        dataset_id: textOf(form, 'dataset_id'),
        models: textOf(form, 'models')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
        ...{ attempts, pairs, per_item: per_item ?? 1, tags_from: tags_from === '' ? null : tags_from },
      };
      const sum = { items: 0, added: 0, repeated: 0, too_long: 0 };
      for (let cursor: string | null = null, begun = false; !begun || cursor !== null; begun = true) {
        const route = 'POST /v1/campaigns/{id}/comparisons/from-responses';
        const { next_cursor, ...part }: ComparisonsDrawn = await call(route, {
          path: { id },
          body: { ...ask, cursor },
        });
        for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += part[name];
        setDone({ ...sum });
        cursor = next_cursor;
      }
      announce(`${counted(sum.added, 'comparison')} added.`);
      await cache.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
  if (datasets?.length === 0)
    return (
      <p>
        There is no dataset yet. <Link to="/datasets">Make one</Link>, and give it responses of several models.
      </p>
    );
  return (
    <Form write={write} action="Draw comparisons" busy="Drawing…" onSubmit={(form) => write.mutate(form)}>
      <div className="fields">
        <DatasetField label="Dataset" datasets={datasets ?? []} error={write.error} />
        <Choice
          label="Responses"
          name="attempts"
          value={attempts}
          choices={['last', 'first', 'each']}
          words={attempt_words}
          onChange={setAttempts}
        />
        <Choice
          label="Of each item"
          name="pairs"
          value={pairs}
          choices={['all', 'random']}
          words={
            kind === 'single'
              ? { all: 'Every response', random: 'Some responses at random' }
              : { all: 'Every pair of models', random: 'Some pairs at random' }
          }
          onChange={setPairs}
        />
        {pairs === 'random' && (
          <NumberInput
            label="How many of each item"
            name="per_item"
            value={per_item}
            min={1}
            max={1000}
            step={1}
            onChange={setPerItem}
          />
        )}
      </div>
      <details className="group">
        <summary>Models and tags</summary>
        <div className="fields">
          <Field label="Only these models, one a line" name="models" hint="Empty: all models of the dataset.">
            {(control) => <textarea {...control} rows={2} />}
          </Field>
          <Field
            label="Tags from this metadata of the items"
            name="tags_from"
            hint="Such as category: each value gets boards of its own."
          >
            {(control) => <input {...control} />}
          </Field>
        </div>
      </details>
      {done.items > 0 && (
        <p className="muted" role="status">
          {counted(done.added, 'comparison')} added from {counted(done.items, 'item')}
          {done.repeated > 0 && `; ${count(done.repeated)} were there already`}
          {done.too_long > 0 && `; ${count(done.too_long)} left out, for a response is longer than 200,000 characters`}.
        </p>
      )}
    </Form>
  );
}
