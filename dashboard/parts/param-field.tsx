import { boundsOf, type ParamSchema, showValue } from '../params.ts';
import { type ControlProps, Field } from './form.tsx';
import { pickers } from './param-pickers.tsx';

/** One parameter's control, chosen by its schema. */
export function ParamField(props: {
  name: string;
  schema: ParamSchema;
  value: string;
  error?: string | undefined;
  onValue: (text: string) => void;
}) {
  const { name, schema, value, error, onValue } = props;
  const bounds = boundsOf(schema.items ?? schema);
  const notes = [
    schema.description,
    bounds === '' ? '' : `${bounds[0]?.toUpperCase()}${bounds.slice(1)}.`,
    schema.type === 'array' ? 'Separate with commas.' : '',
  ];
  return (
    <Field
      label={`${name.replaceAll('_', ' ')}${schema.required ? ' (required)' : ''}`}
      name={name}
      hint={notes.filter(Boolean).join(' ')}
      error={error}
    >
      {(control) => <Control control={control} schema={schema} value={value} onValue={onValue} />}
    </Field>
  );
}

function Control({
  control,
  schema,
  value,
  onValue,
}: {
  control: ControlProps;
  schema: ParamSchema;
  value: string;
  onValue: (text: string) => void;
}) {
  const common = { ...control, value, onChange: (event: { target: { value: string } }) => onValue(event.target.value) };
  const Picker = schema.refers_to && pickers[schema.refers_to];
  if (Picker) return <Picker {...common} optional={!schema.required} />;
  const choices = schema.type === 'boolean' ? ['true', 'false'] : schema.type === 'array' ? null : schema.choices;
  if (choices) {
    return (
      <select {...common}>
        {(schema.nullable || (schema.required && value === '')) && (
          <option value="">{schema.nullable ? 'none' : 'Choose…'}</option>
        )}
        {choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {schema.type === 'boolean' ? (choice === 'true' ? 'yes' : 'no') : String(choice)}
          </option>
        ))}
      </select>
    );
  }
  const numeric = schema.type === 'integer' || schema.type === 'number';
  return (
    <input
      {...common}
      inputMode={
        numeric ? (schema.type === 'integer' && (schema.minimum ?? -1) >= 0 ? 'numeric' : 'decimal') : undefined
      }
      placeholder={schema.nullable ? 'none' : showValue(schema.default)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
