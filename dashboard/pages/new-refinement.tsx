import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RefinementCreate } from '../../packages/assay/src/api.ts';
import { announce } from '../parts/announce.tsx';
import { BudgetFields } from '../parts/budget-fields.tsx';
import { Form, fieldError } from '../parts/form.tsx';
import { Choice, JsonInput, TextInput } from '../parts/inputs.tsx';
import { ItemChoice } from '../parts/item-choice.tsx';
import { JudgingFields } from '../parts/judging-fields.tsx';
import { ModelChoice } from '../parts/model-choice.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { StrategyFields } from '../parts/strategy-fields.tsx';
import { useWrite } from '../queries.ts';
import { newRefinement, type RefinementDraft } from '../refinement-draft.ts';
import { startOptions, strategies, strategy_text } from '../strategies.ts';

/** Starting a refinement: what is asked, of which model, by which strategy, and what it may spend. */
export default function NewRefinement() {
  const can = useCan('judge');
  return (
    <Page
      title="New refinement"
      crumb={<Link to="/refinements">Refinements</Link>}
      lead="A model answers and tries to do better, by a strategy and within a budget. You can watch it work."
    >
      {can ? <Fields /> : <Needs scope="judge" />}
    </Page>
  );
}

function Fields() {
  const [draft, setDraft] = useState(newRefinement);
  const navigate = useNavigate();
  const write = useWrite('POST /v1/refinements', (refinement) => {
    announce('The refinement is started.');
    navigate({ to: '/refinements/$id', params: { id: refinement.id } });
  });
  const set = (part: Partial<RefinementDraft>) => setDraft({ ...draft, ...part });
  const { error } = write;
  // In the background, so that its page is there to be watched from the first step on.
  const start = () => write.mutate({ body: { request: draft, background: true } as unknown as RefinementCreate });
  return (
    <Form write={write} action="Start refinement" busy="Starting…" onSubmit={start}>
      <Card title="What is asked">
        <ItemChoice draft={draft} error={error} onDraft={set} />
        <TextInput
          label="Prompt"
          name="prompt"
          lines={4}
          required
          value={draft.prompt}
          error={fieldError(error, 'prompt')}
          onChange={(prompt) => set({ prompt })}
        />
      </Card>
      <Card title="Model">
        <ModelChoice member={draft.model} place="" error={error} onMember={(model) => set({ model })} />
      </Card>
      <Card title="Strategy">
        <div className="fields">
          <Choice
            label="Strategy"
            name="strategy"
            value={draft.strategy}
            choices={strategies}
            words={Object.fromEntries(strategies.map((name) => [name, name]))}
            hint={strategy_text[draft.strategy]}
            onChange={(strategy) => set({ strategy, options: startOptions(strategy) })}
          />
        </div>
        <StrategyFields
          key={draft.strategy}
          strategy={draft.strategy}
          options={draft.options}
          error={error}
          onOptions={(options) => set({ options })}
        />
      </Card>
      <Card title="Attempts and judging">
        <JudgingFields draft={draft} error={error} onDraft={set} />
      </Card>
      <Card title="Budget">
        <p className="muted">Whatever runs out first ends it; the strategy then picks from what there is.</p>
        <BudgetFields budget={draft.budget} error={error} onBudget={(budget) => set({ budget })} />
      </Card>
      <details>
        <summary>The whole request as JSON</summary>
        <JsonInput
          label="Request (JSON)"
          name="request_json"
          lines={16}
          value={draft}
          hint="Everything the API takes, such as a chat in place of the prompt."
          onChange={(value) => setDraft({ ...newRefinement(), ...value })}
        />
      </details>
    </Form>
  );
}
