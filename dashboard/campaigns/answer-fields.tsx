import { fieldError } from '../parts/form.tsx';
import { Choice, Tick } from '../parts/inputs.tsx';
import { content_words, type Draft, kind_words, language_words, usual_question } from './draft.ts';
import { NamesField } from './names-field.tsx';

const choice_words = {
  tie: 'A tie',
  both_good: 'Both good',
  both_bad: 'Both bad',
  strength: 'How much better: "better" or "much better"',
} as const;

type Props = { draft: Draft; error: unknown; fixed: boolean; onDraft: (change: Partial<Draft>) => void };

/** What raters see and what they may answer; `fixed` where ratings are there already. */
export function AnswerFields({ draft, error, fixed, onDraft }: Props) {
  return (
    <>
      <fieldset disabled={fixed}>
        <legend className="hidden">Comparisons</legend>
        <div className="fields">
          <Choice
            label="Raters see"
            name="kind"
            value={draft.kind}
            choices={['pair', 'single']}
            words={kind_words}
            error={fieldError(error, 'kind')}
            onChange={(kind) =>
              onDraft({
                kind,
                ...(draft.question === usual_question[draft.kind] ? { question: usual_question[kind] } : {}),
              })
            }
          />
          <Choice
            label="Answers are"
            name="content"
            value={draft.content}
            choices={Object.keys(content_words) as Draft['content'][]}
            words={content_words}
            onChange={(content) => onDraft({ content })}
          />
        </div>
        {draft.kind === 'pair' && (
          <fieldset>
            <legend>Besides A and B, raters may answer</legend>
            {(Object.keys(choice_words) as (keyof typeof choice_words)[]).map((name) => (
              <Tick
                key={name}
                label={choice_words[name]}
                value={draft.choices[name]}
                onChange={(on) => onDraft({ choices: { ...draft.choices, [name]: on } })}
              />
            ))}
          </fieldset>
        )}
        <NamesField
          label="Extra criteria, one a line"
          name="criteria"
          value={draft.criteria}
          error={fieldError(error, 'criteria')}
          hint="Such as accuracy or tone: asked besides the question, and each gets boards of its own."
          onChange={(criteria) => onDraft({ criteria })}
        />
      </fieldset>
      <NamesField
        label="Reasons to tick, one a line"
        name="reasons"
        value={draft.reasons}
        error={fieldError(error, 'reasons')}
        hint="Such as more correct, or clearer."
        onChange={(reasons) => onDraft({ reasons })}
      />
      <div className="fields">
        <Choice
          label="Comment"
          name="comments"
          value={draft.comments}
          choices={['off', 'optional', 'required']}
          onChange={(comments) => onDraft({ comments })}
        />
        <Choice
          label="Language of the rating page"
          name="language"
          value={draft.language}
          choices={['auto', 'en', 'de']}
          words={language_words}
          onChange={(language) => onDraft({ language })}
        />
      </div>
    </>
  );
}
