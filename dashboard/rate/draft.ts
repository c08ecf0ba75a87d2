import type { Choice, RatingCreate, RatingSession } from '../../schema/contracts/index.ts';
import type { Strings } from './strings.ts';

export type Campaign = RatingSession['campaign'];

/** The answer to the question: a choice with how much better, or a score. */
export interface Verdict {
  choice?: Choice | undefined;
  strength: 1 | 2 | null;
  score: number | null;
}

/** What a rater has said so far about one comparison. */
export interface Draft {
  verdict: Verdict | null;
  criteria: Record<string, Choice>;
  reasons: string[];
  comment: string;
}
export const empty_draft: Draft = { verdict: null, criteria: {}, reasons: [], comment: '' };

/** One of the answers that a campaign offers. */
export interface Option {
  /** Its name on the page. */
  id: string;
  side: 'left' | 'middle' | 'right';
  label: string;
  verdict: Verdict;
  /** As the browser names them; the first is shown. */
  keys: string[];
}

/** Where an answer has an arrow of its own: ↓ is the mildest of those that prefer neither. */
const arrows: Record<string, string> = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  'left-much': 'Shift+ArrowLeft',
  'right-much': 'Shift+ArrowRight',
};

/** The answers a campaign offers to its question, in the order of the page; the nth answers to the digit n. */
export function optionsOf(campaign: Campaign, t: Strings): Option[] {
  if (campaign.kind === 'single')
    return t.scores.map((label, at) => ({
      id: `score-${at + 1}`,
      side: 'middle',
      label,
      verdict: { strength: null, score: at + 1 },
      keys: [String(at + 1)],
    }));
  const { strength, ...neither } = campaign.choices;
  return sided(neither, strength, t);
}

/** The answers to an extra criterion: like those to the question of a pair, without a strength. */
export const criterionOptions = (campaign: Campaign, t: Strings): Option[] => sided(campaign.choices, false, t);

function sided(offered: Omit<Campaign['choices'], 'strength'>, strength: boolean, t: Strings): Option[] {
  const side = (choice: 'left' | 'right', much: boolean) => {
    const name = choice === 'left' ? 'A' : 'B';
    return {
      id: much ? `${choice}-much` : choice,
      side: choice,
      label: much ? t.much_better(name) : t.better(name),
      verdict: { choice, strength: strength ? (much ? 2 : 1) : null, score: null } as Verdict,
    };
  };
  const middle = (['tie', 'both_good', 'both_bad'] as const)
    .filter((choice) => offered[choice])
    .map((choice) => ({
      id: choice,
      side: 'middle' as const,
      label: t[choice],
      verdict: { choice, strength: null, score: null } as Verdict,
    }));
  const options = [
    ...(strength ? [side('left', true)] : []),
    ...[side('left', false), ...middle, side('right', false)],
    ...(strength ? [side('right', true)] : []),
  ];
  return options.map((option, at) => {
    const arrow = option.id === middle[0]?.id ? 'ArrowDown' : arrows[option.id];
    return { ...option, keys: [...(arrow ? [arrow] : []), String(at + 1)] };
  });
}

/** Whether more is asked after the choice than can stand beside it. */
export const asksMore = ({ criteria, reasons, comments, kind }: Campaign): boolean =>
  (kind === 'pair' && criteria.length > 0) || reasons.length > 0 || comments === 'required';

/** What the API takes. */
export function ratingOf(token: string, draft: Draft & { verdict: Verdict }, duration_ms: number): RatingCreate {
  const { verdict, ...rest } = draft;
  return { token, ...verdict, ...rest, duration_ms: Math.min(86_400_000, Math.round(duration_ms)) };
}
