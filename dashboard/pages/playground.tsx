import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { EdgeModel } from '../../schema/contracts/edge-models.ts';
import { EdgeModelFacts } from '../parts/edge-model-facts.tsx';
import { Field, Form, textOf } from '../parts/form.tsx';
import { duration } from '../parts/format.ts';
import { LocalScore } from '../parts/local-score.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { list } from '../queries.ts';

/** Opened models of this page, by their hash. */
const opened = new Map<string, Promise<import('../edge-model.ts').LocalModel>>();

function open(model: EdgeModel) {
  const known = opened.get(model.sha256) ?? import('../edge-model.ts').then((module) => module.openLocalModel(model));
  opened.set(model.sha256, known);
  known.catch(() => opened.delete(model.sha256));
  return known;
}

/** An edge model tried in this browser: what is typed here goes nowhere. */
export default function Playground() {
  const query = useInfiniteQuery(list('GET /v1/edge-models', { query: { limit: 200 } }));
  const models = query.data?.pages.flatMap((page) => page.data) ?? [];
  const [chosen, setChosen] = useState('');
  const model = models.find(({ id }) => id === chosen) ?? models[0];
  const judge = useMutation({
    mutationFn: async ({ form, by }: { form: FormData; by: EdgeModel }) => {
      const [prompt, response, other] = [textOf(form, 'prompt'), textOf(form, 'response'), textOf(form, 'other')];
      const local = await open(by);
      const started = performance.now();
      const pair = other === '' ? null : await local.compare(prompt, response, other);
      const score = pair ? pair.scores[0] : await local.score({ prompt, response });
      return { score, a: pair?.a ?? null, compared: pair !== null, ms: performance.now() - started };
    },
  });
  return (
    <Page
      title="Playground"
      lead="Edge models, run in this browser: the model is fetched, and what you type stays on this machine."
    >
      {query.isSuccess && !model && (
        <Empty title="No edge models">
          <p>This build ships no starter models, and no job has trained one here.</p>
        </Empty>
      )}
      {model && (
        <>
          <Form
            write={judge}
            action="Judge it here"
            busy="Judging…"
            onSubmit={(form) => judge.mutate({ form, by: model })}
          >
            <div className="fields">
              <Field label="Edge model" name="model">
                {(control) => (
                  <select {...control} value={model.id} onChange={(event) => setChosen(event.target.value)}>
                    {models.map(({ id, manifest }) => (
                      <option key={id} value={id}>
                        {id === manifest.name ? id : `${manifest.name} · ${id}`}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
            <div className="fields pair">
              <Field label="Prompt" name="prompt">
                {(control) => <textarea {...control} rows={4} placeholder="What was asked." />}
              </Field>
              <Field label="Response" name="response">
                {(control) => <textarea {...control} rows={4} required placeholder="One step a line." />}
              </Field>
            </div>
            {model.manifest.heads.reward.pair_map && (
              <Field label="Other response" name="other" hint="Leave it empty to judge one response.">
                {(control) => <textarea {...control} rows={3} />}
              </Field>
            )}
            {judge.data && (
              <div className="notice" data-reward={judge.data.score.reward}>
                <LocalScore {...judge.data} />
                <p className="muted small">{duration(judge.data.ms)}, nothing was sent</p>
              </div>
            )}
          </Form>
          <Card title={`What ${model.manifest.name} is`}>
            <EdgeModelFacts model={model} />
          </Card>
        </>
      )}
    </Page>
  );
}
