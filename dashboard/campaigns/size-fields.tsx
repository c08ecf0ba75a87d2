import { fieldError } from '../parts/form.tsx';
import { Choice, NumberInput, Tick } from '../parts/inputs.tsx';
import type { Draft } from './draft.ts';

type Props = { draft: Draft; error: unknown; onDraft: (change: Partial<Draft>) => void };

/** Who may rate and how much, and when the campaign has enough. */
export function SizeFields({ draft, error, onDraft }: Props) {
  const { overlap, ratings_per_rater, budget, target, access } = draft;
  return (
    <>
      <div className="fields">
        <NumberInput
          label="Ratings of each comparison"
          name="overlap"
          value={overlap}
          min={1}
          max={1000}
          step={1}
          error={fieldError(error, 'overlap')}
          hint="Two or more let you see how far raters agree."
          onChange={(value) => onDraft({ overlap: value ?? 1 })}
        />
        <NumberInput
          label="Ratings of one rater, at most"
          name="ratings_per_rater"
          value={ratings_per_rater}
          min={1}
          step={1}
          error={fieldError(error, 'ratings_per_rater')}
          hint="Empty: no limit."
          onChange={(value) => onDraft({ ratings_per_rater: value })}
        />
        <NumberInput
          label="Ratings in all, at most"
          name="budget"
          value={budget}
          min={1}
          step={1}
          error={fieldError(error, 'budget')}
          hint="The campaign pauses itself there. Empty: no limit."
          onChange={(value) => onDraft({ budget: value })}
        />
        <Choice
          label="Who may rate"
          name="access"
          value={access}
          choices={['link', 'invited']}
          words={{ link: 'Whoever has the link', invited: 'Only personal links' }}
          onChange={(value) => onDraft({ access: value })}
        />
      </div>
      <Tick
        label="Pause when the first models are told apart"
        value={target !== null}
        onChange={(on) => onDraft({ target: on ? { top: 3, confidence: 0.95 } : null })}
      />
      {target && (
        <div className="fields">
          <NumberInput
            label="How many places"
            name="top"
            value={target.top}
            min={1}
            max={50}
            step={1}
            hint="Each above every model behind it."
            onChange={(top) => onDraft({ target: { ...target, top: top ?? 1 } })}
          />
          <NumberInput
            label="Confidence"
            name="confidence"
            value={target.confidence}
            min={0.5}
            max={0.999}
            onChange={(confidence) => onDraft({ target: { ...target, confidence: confidence ?? 0.95 } })}
          />
        </div>
      )}
    </>
  );
}
