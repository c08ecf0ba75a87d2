import { useState } from 'react';
import { Field } from '../parts/form.tsx';

const namesIn = (text: string) => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** A list of names, one a line. */
export function NamesField(props: {
  label: string;
  name: string;
  value: string[];
  hint: string;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (names: string[]) => void;
}) {
  const { label, name, value, hint, error, disabled = false, onChange } = props;
  // What is typed stays as typed: an empty last line is where the next name goes.
  const [text, setText] = useState(value.join('\n'));
  return (
    <Field label={label} name={name} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          value={text}
          disabled={disabled}
          onChange={(event) => {
            setText(event.target.value);
            onChange(namesIn(event.target.value));
          }}
        />
      )}
    </Field>
  );
}
