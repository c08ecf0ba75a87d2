import type { Judge, ReportCreate } from '../../packages/assay/src/api.ts';
import { Field, fieldError, textOf } from '../parts/form.tsx';
import { answer_text } from '../refinement-draft.ts';

type Options = Pick<ReportCreate, 'seed' | 'unparsed' | 'missing' | 'answer' | 'behaviors'>;

/** Reads how a report is to be computed; what was left alone keeps the API's default. */
export function readOptions(form: FormData): Options {
  const [unparsed, missing, answer] = [textOf(form, 'unparsed'), textOf(form, 'missing'), textOf(form, 'answer')];
  const judge_id = textOf(form, 'habit_judge');
  return {
    seed: Number(textOf(form, 'seed') || 0),
    ...(unparsed === 'exclude' ? { unparsed } : {}),
    ...(missing === 'drop' || missing === 'carry' ? { missing } : {}),
    ...(answer === '' ? {} : { answer: answer as NonNullable<Options['answer']> }),
    ...(judge_id === '' ? {} : { behaviors: { judge_id, texts: Number(textOf(form, 'texts') || 200) } }),
  };
}

/** How attempts without an answer or without a later try are taken, and who counts behaviors. */
export function ReportOptions({ judges, error }: { judges: Judge[] | null; error: unknown }) {
  const habit_judges = judges?.filter(({ mode }) => mode === 'rubric') ?? [];
  return (
    <div className="fields">
      <Picked
        label="An answer that cannot be read"
        name="unparsed"
        choices={{ wrong: 'counts as wrong', exclude: 'leaves its sample out' }}
      />
      <Picked
        label="A sample without a later try"
        name="missing"
        choices={{ '': 'is carried on for refinements, else left out', drop: 'is left out', carry: 'is carried on' }}
      />
      <Picked
        label="The final answer of a text is"
        name="answer"
        hint="For votes, where no answer is given."
        choices={{ '': 'not looked for', ...answer_text }}
      />
      <Field label="Seed of the intervals" name="seed" error={fieldError(error, 'seed')}>
        {(control) => <input {...control} type="number" min={0} step={1} defaultValue={0} />}
      </Field>
      {judges && (
        <>
          <Field
            label="Behaviors are counted by"
            name="habit_judge"
            hint="A rubric judge with the criteria verification, backtracking, subgoals, backward_chaining."
            error={fieldError(error, 'judge_id')}
          >
            {(control) => (
              <select {...control}>
                <option value="">nobody</option>
                {habit_judges.map((judge) => (
                  <option key={judge.id} value={judge.id}>
                    {judge.name} v{judge.version}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label="Texts it reads"
            name="texts"
            hint="Chosen evenly, each a judgment with its cost."
            error={fieldError(error, 'texts')}
          >
            {(control) => <input {...control} type="number" min={1} max={500} step={1} defaultValue={200} />}
          </Field>
        </>
      )}
    </div>
  );
}

function Picked(props: { label: string; name: string; hint?: string; choices: Record<string, string> }) {
  const { label, name, hint, choices } = props;
  return (
    <Field label={label} name={name} hint={hint}>
      {(control) => (
        <select {...control}>
          {Object.entries(choices).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
