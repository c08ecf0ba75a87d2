import type { RatingColumns } from '../../packages/assay/src/api.ts';
import { Field, textOf } from '../parts/form.tsx';

const names = ['prompt', 'response_a', 'response_b', 'model_a', 'model_b', 'choice', 'rater'] as const;
const optional = ['created_at', 'duration_ms'] as const;
const sides = ['a', 'b', 'tie', 'both_good', 'both_bad'] as const;

/** Which column of a file holds what, and which values of the choice mean what. */
export function RatingColumnFields() {
  return (
    <>
      <div className="fields">
        {[...names, ...optional].map((name) => (
          <Field key={name} label={`Column of ${name}`} name={name}>
            {(control) => (
              <input
                {...control}
                defaultValue={(names as readonly string[]).includes(name) ? name : ''}
                placeholder={(optional as readonly string[]).includes(name) ? 'none' : undefined}
                required={(names as readonly string[]).includes(name)}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="muted">Which values of the choice mean what; several stand between commas.</p>
      <div className="fields">
        {sides.map((side) => (
          <Field key={side} label={`Means ${side}`} name={`value_${side}`}>
            {(control) => <input {...control} defaultValue={side} />}
          </Field>
        ))}
      </div>
    </>
  );
}

/** What the fields say. */
export function ratingColumnsOf(form: FormData): RatingColumns {
  const column = (name: string) => textOf(form, name);
  const values = (side: string) =>
    textOf(form, `value_${side}`)
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value !== '');
  return {
    ...(Object.fromEntries(names.map((name) => [name, column(name)])) as Record<(typeof names)[number], string>),
    ...Object.fromEntries(optional.flatMap((name) => (column(name) === '' ? [] : [[name, column(name)]]))),
    values: Object.fromEntries(sides.map((side) => [side, values(side)])) as RatingColumns['values'],
  };
}
