import type { LeaderboardSettings, RankingMethod } from '../../schema/contracts/index.ts';

/** What each ranking method computes. */
export const method_text: Record<RankingMethod, { name: string; text: string }> = {
  'bradley-terry': { name: 'Bradley–Terry', text: 'strengths fitted to all pairs at once; a tie counts as half a win' },
  'win-rate': { name: 'Win rate', text: 'the share of comparisons won, whoever the opponents were; a tie counts half' },
  davidson: { name: 'Davidson', text: 'strengths where ties are likeliest between equals; needs at least one tie' },
  'rao-kupper': { name: 'Rao–Kupper', text: 'strengths where close calls become ties; needs at least one tie' },
  'maximal-lottery': {
    name: 'Maximal lottery',
    text: 'the mixture of models that no model beats, even where preferences go in circles',
  },
  elo: { name: 'Elo', text: 'points moved by one comparison after the other; it depends on their order' },
  'rater-weighted': {
    name: 'Rater-weighted',
    text: 'Bradley–Terry in which raters count by how well they agree with the others, less where a group votes one way',
  },
  'crowd-bt': { name: 'Crowd-BT', text: 'Bradley–Terry with a reliability fitted for each rater' },
  'criteria-lottery': {
    name: 'Lottery of criteria',
    text: 'the mixture that does best on the criterion where it does worst',
  },
};
/** Every method, in the order of the form. */
export const methods = Object.keys(method_text) as RankingMethod[];

/** Methods whose result is a mixture of models. */
export const lotteries: readonly RankingMethod[] = ['maximal-lottery', 'criteria-lottery'];

const fitted: readonly RankingMethod[] = ['bradley-terry', 'davidson', 'rao-kupper'];

/** Which settings a method goes by; the others would promise what it does not do. */
export function settingsOf(method: RankingMethod): {
  style: boolean;
  ppi: boolean;
  intervals: boolean;
  prior: boolean;
} {
  const bradley_terry = method === 'bradley-terry';
  return {
    style: bradley_terry,
    ppi: bradley_terry,
    intervals: fitted.includes(method),
    prior: method !== 'win-rate' && method !== 'elo',
  };
}

/** Settings that differ from the usual ones, in words: what a reader must know to read the board rightly. */
export function settingWords(settings: LeaderboardSettings, judges: Map<string, string> = new Map()): string[] {
  const { source, category, criterion, verified_only, include_held, style_control, intervals, prior_games } = settings;
  const judge = source.kind === 'people' ? '' : (judges.get(source.judge_id) ?? source.judge_id);
  return [
    {
      people: 'people’s ratings',
      judge: `verdicts of the judge ${judge}`,
      ppi: `verdicts of the judge ${judge}, corrected by people’s ratings`,
    }[source.kind],
    ...(category === null ? [] : [`only the category ${category}`]),
    ...(criterion === null ? [] : [`by the criterion ${criterion}`]),
    ...(verified_only ? ['verified raters only'] : []),
    ...(include_held ? ['with ratings that quality control holds back'] : []),
    ...(style_control ? ['at equal length and formatting'] : []),
    ...(intervals.kind === 'information' ? [] : [`${intervals.kind} intervals`]),
    ...(prior_games > 0 ? [`a prior of ${prior_games} games`] : []),
  ];
}
