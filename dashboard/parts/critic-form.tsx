import { useState } from 'react';
import { asksModel, type CriticDraft, newCritic } from '../critic-draft.ts';
import { useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { CriticPanel } from './critic-panel.tsx';
import { Form, fieldError } from './form.tsx';
import { Choice, JsonInput, NumberInput, TextInput, Tick } from './inputs.tsx';
import { Needs, useCan } from './session.tsx';

const splits = ['auto', 'numbered', 'lines', 'sentences', 'paragraphs', 'code_blocks'] as const;
const combine_text = {
  any: 'any critic says so',
  majority: 'most critics say so that said anything of it',
  all: 'all critics say so',
};

/** Makes a critic; its JSON is the same draft and may be edited instead. */
export function CriticForm({ start = newCritic() }: { start?: CriticDraft }) {
  const can = useCan('judge');
  const [draft, setDraft] = useState(start);
  const write = useWrite('POST /v1/critics', (critic) => announce(`Critic ${critic.name} v${critic.version} made.`));
  if (!can) return <Needs scope="judge" />;
  const { error } = write;
  const set = (part: Partial<CriticDraft>) => setDraft({ ...draft, ...part });
  return (
    <Form write={write} action="Make critic" onSubmit={() => write.mutate({ body: draft })}>
      <div className="fields">
        <TextInput
          label="Name"
          name="name"
          value={draft.name}
          required
          hint="A name that is taken makes its next version."
          error={fieldError(error, 'name')}
          onChange={(name) => set({ name })}
        />
        <Choice
          label="Responses are cut into"
          name="split"
          value={draft.split}
          choices={splits}
          words={{ auto: 'whatever fits', numbered: 'numbered steps' }}
          onChange={(split) => set({ split })}
        />
      </div>
      <CriticPanel panel={draft.panel} error={error} onPanel={(panel) => set({ panel })} />
      {asksModel(draft) && <Asking draft={draft} error={error} onDraft={set} />}
      {draft.panel.length > 1 && (
        <>
          <div className="fields">
            <Choice
              label="A step is wrong where"
              name="combine"
              value={draft.combine}
              choices={['any', 'majority', 'all']}
              words={combine_text}
              onChange={(combine) => set({ combine })}
            />
          </div>
          {draft.panel.some(({ kind }) => kind === 'arithmetic') && (
            <Tick
              label="A wrong equation stands, whatever the models say"
              value={draft.arithmetic_decides}
              onChange={(arithmetic_decides) => set({ arithmetic_decides })}
            />
          )}
        </>
      )}
      <details>
        <summary>The whole critic as JSON</summary>
        <JsonInput
          label="Critic (JSON)"
          name="critic_json"
          lines={14}
          value={draft}
          onChange={(value) => setDraft({ ...newCritic(), ...value })}
        />
      </details>
    </Form>
  );
}

function Asking(props: { draft: CriticDraft; error: unknown; onDraft: (part: Partial<CriticDraft>) => void }) {
  const { draft, error, onDraft } = props;
  const ask = (part: Partial<CriticDraft['asking']>) => onDraft({ asking: { ...draft.asking, ...part } });
  return (
    <>
      <TextInput
        label="Instructions"
        name="instructions"
        lines={3}
        value={draft.instructions}
        hint="What the critics should look at, in your words. May stay empty."
        error={fieldError(error, 'instructions')}
        onChange={(instructions) => onDraft({ instructions })}
      />
      <div className="fields">
        <TextInput
          label="Prompt version"
          name="prompt"
          value={draft.prompt}
          required
          error={fieldError(error, 'prompt')}
          onChange={(prompt) => onDraft({ prompt })}
        />
        <NumberInput
          label="Asks of each model"
          name="repeats"
          min={1}
          max={16}
          step={1}
          value={draft.asking.repeats}
          hint="Each with its own seed; more than one needs a temperature above 0."
          error={fieldError(error, 'repeats')}
          onChange={(repeats) => ask({ repeats: repeats ?? 1 })}
        />
        <NumberInput
          label="Temperature"
          name="temperature"
          min={0}
          max={2}
          value={draft.asking.temperature}
          error={fieldError(error, 'temperature')}
          onChange={(temperature) => ask({ temperature: temperature ?? 0 })}
        />
        <NumberInput
          label="Tokens of one reply"
          name="max_tokens"
          min={16}
          max={32_000}
          step={1}
          value={draft.asking.max_tokens}
          error={fieldError(error, 'max_tokens')}
          onChange={(max_tokens) => ask({ max_tokens: max_tokens ?? 4000 })}
        />
      </div>
      <Tick
        label="Ask once more after a reply that cannot be read"
        value={draft.asking.repair}
        onChange={(repair) => ask({ repair })}
      />
    </>
  );
}
