import type { LeaderboardSettings, RankingMethod } from '../../schema/contracts/index.ts';
import { Choice, NumberInput, TextInput, Tick } from '../parts/inputs.tsx';
import { lotteries, settingsOf } from './methods.ts';
import { SourceFields } from './source-fields.tsx';

/** What the form sends: settings left out get their usual value. */
export type Draft = Partial<LeaderboardSettings>;

const interval_words = { information: 'from the likelihood', sandwich: 'sandwich, by rater', bootstrap: 'bootstrap' };
const interval_hints = {
  information: 'Right where the model fits; wider with few ratings.',
  sandwich: 'Stays right where the model does not fit and where ratings of one rater hang together.',
  bootstrap: 'By redrawing the counts many times.',
};
type Intervals = LeaderboardSettings['intervals'];
const intervals_of: Record<Intervals['kind'], Intervals> = {
  information: { kind: 'information' },
  sandwich: { kind: 'sandwich' },
  bootstrap: { kind: 'bootstrap', rounds: 1000 },
};

/** Corrected and style-controlled boards have intervals of their own. */
function hasOwnIntervals(method: RankingMethod, { source, style_control }: Draft): boolean {
  const offered = settingsOf(method);
  return (offered.ppi && source?.kind === 'ppi') || (offered.style && style_control === true);
}

/** A draft without what its method does not go by. */
export function draftFor(method: RankingMethod, draft: Draft): Draft {
  const offered = settingsOf(method);
  const { style_control, intervals, prior_games, source, ...rest } = draft;
  const corrected = offered.ppi && source?.kind === 'ppi';
  const own = hasOwnIntervals(method, draft);
  return {
    ...rest,
    ...(offered.style && !corrected && style_control !== undefined ? { style_control } : {}),
    ...(offered.intervals && !own && intervals ? { intervals } : {}),
    ...(offered.prior && prior_games !== undefined ? { prior_games } : {}),
    ...(source && (offered.ppi || source.kind !== 'ppi') ? { source } : {}),
  };
}

/** Everything that a leaderboard is made by besides its method, each with what it does. */
export function SettingsFields(props: {
  method: RankingMethod;
  criteria: string[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
}) {
  const { method, criteria, draft, onDraft } = props;
  const set = (part: Draft) => onDraft({ ...draft, ...part });
  const intervals = draft.intervals ?? intervals_of.information;
  const offered = settingsOf(method);
  const own = hasOwnIntervals(method, draft);
  return (
    <>
      <div className="fields">
        <SourceFields draft={draft} set={set} ppi={offered.ppi} />
        <TextInput
          label="Category"
          name="category"
          value={draft.category ?? ''}
          hint="Only comparisons with this tag. Empty for all."
          onChange={(category) => set({ category: category.trim() === '' ? null : category.trim() })}
        />
        {criteria.length > 0 && (
          <Choice
            label="Criterion"
            name="criterion"
            value={draft.criterion ?? ''}
            choices={['', ...criteria]}
            words={{ '': 'the campaign’s question' }}
            hint="What raters answered besides the question."
            onChange={(criterion) => set({ criterion: criterion === '' ? null : criterion })}
          />
        )}
      </div>
      <fieldset>
        <legend>Which ratings, and on what terms</legend>
        <Tick
          label="Verified raters only: those who were known by a key"
          value={draft.verified_only ?? false}
          onChange={(verified_only) => set({ verified_only })}
        />
        <Tick
          label="Count ratings that quality control holds back too"
          value={draft.include_held ?? false}
          onChange={(include_held) => set({ include_held })}
        />
        {offered.style && draft.source?.kind !== 'ppi' && (
          <Tick
            label="Style control: strengths at equal length, headings, lists and bold"
            value={draft.style_control ?? false}
            onChange={(style_control) => set({ style_control })}
          />
        )}
      </fieldset>
      <details>
        <summary>Intervals, prior and seed</summary>
        <div className="fields" style={{ marginTop: '0.75rem' }}>
          {offered.intervals && !own && (
            <Choice
              label="Intervals"
              name="intervals"
              value={intervals.kind}
              choices={['information', 'sandwich', 'bootstrap']}
              words={interval_words}
              hint={interval_hints[intervals.kind]}
              onChange={(kind) => set({ intervals: intervals_of[kind] })}
            />
          )}
          {offered.intervals && !own && intervals.kind === 'bootstrap' && (
            <NumberInput
              label="Bootstrap rounds"
              name="rounds"
              min={100}
              max={5000}
              step={1}
              value={intervals.rounds}
              onChange={(rounds) => set({ intervals: { kind: 'bootstrap', rounds: rounds ?? 1000 } })}
            />
          )}
          {offered.prior && (
            <NumberInput
              label="Prior, in games"
              name="prior_games"
              min={0}
              max={100}
              value={draft.prior_games ?? 0}
              hint="Games of each model against an average ghost, half of them won. Makes a board finite where a model never lost. 0 for none."
              onChange={(prior_games) => set({ prior_games: prior_games ?? 0 })}
            />
          )}
          {lotteries.includes(method) && (
            <NumberInput
              label="Shrinkage, in games"
              name="shrinkage_games"
              min={0}
              max={1000}
              value={draft.shrinkage_games ?? 1}
              hint="Draws sparse pairs toward the Bradley–Terry fit, as if by so many more games."
              onChange={(shrinkage_games) => set({ shrinkage_games: shrinkage_games ?? 1 })}
            />
          )}
          <NumberInput
            label="Seed"
            name="seed"
            min={0}
            max={4_294_967_295}
            step={1}
            value={draft.seed ?? 1}
            hint="Of everything simulated; the same seed gives the same bytes."
            onChange={(seed) => set({ seed: seed ?? 1 })}
          />
        </div>
      </details>
    </>
  );
}
