import { announce } from '../parts/announce.tsx';

/** Check boxes for a few models of many. */
export function ModelPicks(props: {
  models: string[];
  picked: string[];
  most: number;
  onChange: (picked: string[]) => void;
}) {
  const { models, picked, most, onChange } = props;
  const toggle = (model: string) => {
    if (picked.includes(model)) onChange(picked.filter((one) => one !== model));
    else if (picked.length < most) onChange([...picked, model]);
    else announce(`${most} models can be drawn at once. Take one away first.`);
  };
  return (
    <details>
      <summary>
        Models drawn: {picked.length} of {models.length}
      </summary>
      <fieldset className="picks">
        <legend className="hidden">Models drawn</legend>
        {models.map((model) => (
          <label key={model} className="check">
            <input type="checkbox" checked={picked.includes(model)} onChange={() => toggle(model)} />
            <span>{model}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
