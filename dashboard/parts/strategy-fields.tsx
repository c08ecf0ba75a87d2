import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { list } from '../queries.ts';
import type { ModelMember } from '../refinement-draft.ts';
import { type OptionField, type StrategyName, strategy_fields } from '../strategies.ts';
import { Field, fieldError } from './form.tsx';
import { Choice, NumberInput, TextInput, Tick } from './inputs.tsx';
import { ModelChoice } from './model-choice.tsx';

type Options = Record<string, unknown>;

/** The options of a strategy. */
export function StrategyFields(props: {
  strategy: StrategyName;
  options: Options;
  error: unknown;
  onOptions: (options: Options) => void;
}) {
  const { strategy, options, error, onOptions } = props;
  const fields: OptionField[] = strategy_fields[strategy];
  const set = (name: string) => (value: unknown) => {
    const { [name]: _, ...rest } = options;
    onOptions(value === undefined ? rest : { ...options, [name]: value });
  };
  const small = fields.filter(({ kind }) => kind !== 'tick' && kind !== 'model' && kind !== 'lines');
  const rest = fields.filter((field) => !small.includes(field));
  const draw = (field: OptionField) => (
    <One key={field.name} field={field} value={options[field.name]} error={error} onValue={set(field.name)} />
  );
  return (
    <>
      <div className="fields">{small.map(draw)}</div>
      {rest.filter(({ name }) => name !== 'critic' || options.critic_id === undefined).map(draw)}
    </>
  );
}

function One(props: { field: OptionField; value: unknown; error: unknown; onValue: (value: unknown) => void }) {
  const { field, value, error, onValue } = props;
  const { name, label, hint } = field;
  const common = { label, name, ...(hint === undefined ? {} : { hint }), error: fieldError(error, name) };
  if (field.kind === 'number') {
    const { min, max, step } = field;
    const given = typeof value === 'number' ? value : null;
    return <NumberInput {...common} {...{ min, max, step }} value={given} onChange={(n) => onValue(n ?? undefined)} />;
  }
  if (field.kind === 'choice')
    return (
      <Choice
        {...common}
        choices={Object.keys(field.choices)}
        words={field.choices}
        value={String(value ?? field.start)}
        onChange={onValue}
      />
    );
  if (field.kind === 'tick') return <Tick label={label} value={value !== false} onChange={onValue} />;
  if (field.kind === 'text')
    return <TextInput {...common} value={String(value ?? '')} onChange={(text) => onValue(text || undefined)} />;
  if (field.kind === 'lines') return <Lines common={common} value={value} onValue={onValue} />;
  if (field.kind === 'critic') return <CriticChoice common={common} value={value} onValue={onValue} />;
  return (
    <fieldset>
      <legend>{label}</legend>
      <Tick
        label="The model that answers criticizes itself"
        value={value === undefined}
        onChange={(own) => onValue(own ? undefined : { kind: 'chat', base: 'openai', model: '' })}
      />
      {value !== undefined && (
        <ModelChoice member={value as ModelMember} place=" of the critic" error={error} onMember={onValue} />
      )}
    </fieldset>
  );
}

type Common = { label: string; name: string; hint?: string; error?: string | undefined };

/** Texts that stand between blank lines, one a line; what is typed is kept as it is typed. */
function Lines({ common, value, onValue }: { common: Common; value: unknown; onValue: (value: unknown) => void }) {
  const lines = Array.isArray(value) ? value.map((line) => String(line).trim()) : [];
  const [typed, setTyped] = useState(lines.join('\n'));
  const change = (text: string) => {
    setTyped(text);
    const kept = text.split('\n').filter((line) => line.trim() !== '');
    onValue(kept.map((line) => `\n\n${line.trim()}\n\n`));
  };
  return <TextInput {...common} lines={3} value={typed} onChange={change} />;
}

function CriticChoice(props: { common: Common; value: unknown; onValue: (value: unknown) => void }) {
  const { common, value, onValue } = props;
  const critics =
    useInfiniteQuery(list('GET /v1/critics', { query: { limit: 200 } })).data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Field {...common}>
      {(control) => (
        <select
          {...control}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onValue(event.target.value || undefined)}
        >
          <option value="">none stored: a model in plain words</option>
          {critics.map((critic) => (
            <option key={critic.id} value={critic.id}>
              {critic.name} v{critic.version}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
