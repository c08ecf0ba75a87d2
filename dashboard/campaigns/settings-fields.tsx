import type { ReactNode } from 'react';
import { fieldError } from '../parts/form.tsx';
import { TextInput } from '../parts/inputs.tsx';
import { AnswerFields } from './answer-fields.tsx';
import { CheckFields } from './check-fields.tsx';
import type { Draft } from './draft.ts';
import { RecruitmentFields } from './recruitment-fields.tsx';
import { SizeFields } from './size-fields.tsx';
import { TrustFields } from './trust-fields.tsx';

/** Every setting of a campaign: what all of them need in sight, the rest folded away in groups. */
export function SettingsFields(props: {
  draft: Draft;
  error: unknown;
  /** There are ratings: what gives them their meaning stays. */
  fixed?: boolean;
  onDraft: (change: Partial<Draft>) => void;
}) {
  const { draft, error, fixed = false, onDraft } = props;
  const shared = { draft, error, onDraft };
  return (
    <>
      <div className="fields">
        <TextInput
          label="Name"
          name="name"
          required
          value={draft.name}
          hint="Raters see it."
          error={fieldError(error, 'name')}
          onChange={(name) => onDraft({ name })}
        />
        <fieldset disabled={fixed}>
          <TextInput
            label="Question"
            name="question"
            required
            value={draft.question}
            error={fieldError(error, 'question')}
            onChange={(question) => onDraft({ question })}
          />
        </fieldset>
      </div>
      <TextInput
        label="Instructions"
        name="instructions"
        lines={4}
        value={draft.instructions}
        hint="Markdown. Shown to raters before they start and whenever they ask for help."
        error={fieldError(error, 'instructions')}
        onChange={(instructions) => onDraft({ instructions })}
      />
      <Group title="What raters see and answer">
        <AnswerFields {...shared} fixed={fixed} />
      </Group>
      <Group title="Who rates, and how much">
        <SizeFields {...shared} />
      </Group>
      <Group title={`Questions about the instructions (${draft.check.length})`}>
        <CheckFields check={draft.check} onChange={(check) => onDraft({ check })} />
      </Group>
      <Group title="Order, gold comparisons and protection">
        <TrustFields {...shared} />
      </Group>
      <Group title="Recruitment platform">
        <RecruitmentFields
          recruitment={draft.recruitment}
          error={error}
          onChange={(recruitment) => onDraft({ recruitment })}
        />
      </Group>
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group">
      <summary>{title}</summary>
      <div className="stack">{children}</div>
    </details>
  );
}
