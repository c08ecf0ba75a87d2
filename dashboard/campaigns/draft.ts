import type { Campaign } from '../../schema/contracts/index.ts';

/** What can be set of a campaign. */
export type Draft = Omit<
  Campaign,
  'id' | 'state' | 'paused_by' | 'comparison_count' | 'rating_count' | 'rating_url' | 'created_at'
>;

/** What raters are asked unless the owner writes something else. */
export const usual_question = { pair: 'Which answer is better?', single: 'How good is this answer?' } as const;

/** A campaign before anything was changed; the same as the API's own defaults. */
export const new_draft: Draft = {
  name: '',
  question: usual_question.pair,
  instructions: '',
  overlap: 1,
  criteria: [],
  kind: 'pair',
  content: 'text',
  choices: { tie: true, both_good: false, both_bad: true, strength: false },
  reasons: [],
  comments: 'optional',
  access: 'link',
  language: 'auto',
  strategy: 'coverage',
  ratings_per_rater: null,
  budget: null,
  target: null,
  gold_share: 0.1,
  check: [],
  recruitment: null,
  challenge: false,
  hold_automatically: false,
};

/** The settings of a campaign. */
export function draftOf(campaign: Campaign): Draft {
  const { id, state, paused_by, comparison_count, rating_count, rating_url, created_at, ...draft } = campaign;
  return draft;
}

/** What differs from how it was: all that a change needs to send. */
export function changesOf(before: Draft, after: Draft): Partial<Draft> {
  const old: Record<string, unknown> = before;
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])),
  );
}

/** The words of the choices that the form offers. */
export const kind_words = {
  pair: 'Two answers beside each other',
  single: 'One answer at a time, scored 1 to 5',
} as const;

export const content_words = {
  text: 'Plain text',
  markdown: 'Markdown, with formulas and code',
  code: 'Code',
  json: 'JSON, with differences marked',
  chat: 'Chat transcripts',
  image: 'Images',
  audio: 'Audio',
  video: 'Video',
} as const;

export const strategy_words = {
  uniform: 'At random',
  coverage: 'Least rated first',
  arena: 'Where intervals shrink most (arena rule)',
  information: 'Most informative for all scores (D-optimal)',
  closest: 'Neighbors in the ranking',
  thompson: 'Candidates for the first place (double Thompson)',
} as const;

export const language_words = { auto: "The rater's browser decides", en: 'English', de: 'German' } as const;
