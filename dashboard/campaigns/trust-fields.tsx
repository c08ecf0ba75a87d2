import { fieldError } from '../parts/form.tsx';
import { Choice, NumberInput, Tick } from '../parts/inputs.tsx';
import { type Draft, strategy_words } from './draft.ts';

type Props = { draft: Draft; error: unknown; onDraft: (change: Partial<Draft>) => void };

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
