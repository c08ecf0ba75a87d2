import { useInfiniteQuery } from '@tanstack/react-query';
import { list } from '../queries.ts';
import { answer_text, type RefinementDraft } from '../refinement-draft.ts';
import { needsJudge } from '../strategies.ts';
import { Field, fieldError } from './form.tsx';
import { Choice, NumberInput, TextInput } from './inputs.tsx';

const pointwise = ['score', 'rubric', 'reference', 'check'];

/** How attempts are asked for, judged and kept. */
export function JudgingFields(props: {
  draft: RefinementDraft;
  error: unknown;
  onDraft: (part: Partial<RefinementDraft>) => void;
}) {
  const { draft, error, onDraft } = props;
  const judges = useInfiniteQuery(list('GET /v1/judges', { query: { limit: 200 } })).data?.pages.flatMap((page) =>
    page.data.filter(({ mode }) => pointwise.includes(mode)),
  );
  const needed = needsJudge(draft.strategy, draft.options);
  return (
    <>
      <div className="fields">
        <Picked
          label="Judge"
          name="judge_id"
          value={draft.judge_id}
          none={needed ? 'choose one: this strategy needs a judge' : 'none'}
          required={needed}
          hint="Sees every attempt."
          rows={(judges ?? []).map((judge) => ({
            id: judge.id,
            name: `${judge.name} v${judge.version} · ${judge.mode}`,
          }))}
          error={fieldError(error, 'judge_id')}
          onValue={(judge_id) => onDraft({ judge_id })}
        />
        {draft.judge_id !== undefined && (
          <NumberInput
            label="Accept from"
            name="accept"
            min={0}
            max={1}
            value={draft.accept}
            hint="A verdict this good, 0 to 1, ends the run."
            error={fieldError(error, 'accept')}
            onChange={(accept) => onDraft({ accept: accept ?? 0.9 })}
          />
        )}
        <Choice
          label="The final answer is"
          name="answer"
          value={draft.answer}
          choices={Object.keys(answer_text) as RefinementDraft['answer'][]}
          words={answer_text}
          hint="Of an attempt, for votes."
          onChange={(answer) => onDraft({ answer })}
        />
        <NumberInput
          label="Temperature"
          name="temperature"
          min={0}
          max={2}
          value={draft.temperature}
          error={fieldError(error, 'temperature')}
          onChange={(temperature) => onDraft({ temperature: temperature ?? 0.7 })}
        />
        <NumberInput
          label="Tokens of one reply"
          name="max_tokens"
          min={1}
          max={100_000}
          step={1}
          value={draft.max_tokens}
          error={fieldError(error, 'max_tokens')}
          onChange={(max_tokens) => onDraft({ max_tokens: max_tokens ?? 2000 })}
        />
        <NumberInput
          label="Seed"
          name="seed"
          min={0}
          max={4_294_967_295}
          step={1}
          value={draft.seed}
          error={fieldError(error, 'seed')}
          onChange={(seed) => onDraft({ seed: seed ?? 0 })}
        />
        <TextInput
          label="Name in reports"
          name="label"
          value={draft.label ?? ''}
          hint="Empty for the model's name and the strategy."
          error={fieldError(error, 'label')}
          onChange={(label) => onDraft({ label: label || undefined })}
        />
      </div>
      <TextInput
        label="Reference answer"
        name="reference"
        lines={2}
        value={draft.reference ?? ''}
        hint="For the judge alone; the model never sees it."
        error={fieldError(error, 'reference')}
        onChange={(reference) => onDraft({ reference: reference || null })}
      />
    </>
  );
}

function Picked(props: {
  label: string;
  name: string;
  value: string | undefined;
  none: string;
  required: boolean;
  hint: string;
  rows: { id: string; name: string }[];
  error?: string | undefined;
  onValue: (id: string | undefined) => void;
}) {
  const { label, name, value, none, required, hint, rows, error, onValue } = props;
  return (
    <Field label={label} name={name} hint={hint} error={error}>
      {(control) => (
        <select
          {...control}
          required={required}
          value={value ?? ''}
          onChange={(event) => onValue(event.target.value || undefined)}
        >
          <option value="">{none}</option>
          {rows.map((row) => (
            <option key={row.id} value={row.id}>
              {row.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
