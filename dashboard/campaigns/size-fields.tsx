import { fieldError } from '../parts/form.tsx';
import { Choice, NumberInput, Tick } from '../parts/inputs.tsx';
import { type Draft, strategy_words } from './draft.ts';

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

/** How the next comparison is chosen, and what keeps ratings honest. */
export function TrustFields({ draft, error, onDraft }: Props) {
  return (
    <>
      <div className="fields">
        <Choice
          label="Next comparison"
          name="strategy"
          value={draft.strategy}
          choices={Object.keys(strategy_words) as Draft['strategy'][]}
          words={strategy_words}
          onChange={(strategy) => onDraft({ strategy })}
        />
        <NumberInput
          label="Share of gold comparisons"
          name="gold_share"
          value={draft.gold_share}
          min={0}
          max={0.5}
          error={fieldError(error, 'gold_share')}
          hint="Of what a rater is handed, so much has a known answer, as long as there are such comparisons."
          onChange={(gold_share) => onDraft({ gold_share: gold_share ?? 0 })}
        />
      </div>
      <Tick
        label="Hold ratings of suspicious raters at once"
        value={draft.hold_automatically}
        onChange={(hold_automatically) => onDraft({ hold_automatically })}
      />
      <Tick
        label="Ask for a Turnstile check before rating (the deployment needs its keys)"
        value={draft.challenge}
        onChange={(challenge) => onDraft({ challenge })}
      />
    </>
  );
}
