import type { RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import type { CampaignRules } from '../../store/campaign-rules.ts';

/** What of a rating a campaign's rules decide on. */
type Said = Pick<RatingMessage, 'choice' | 'strength' | 'comment'>;

const always = ['left', 'right', 'scored'];

/** Whether raters may choose this in the campaign. */
export function isOffered({ choices }: CampaignRules, choice: Said['choice']): boolean {
  const by_name: Partial<Record<string, boolean>> = choices;
  return always.includes(choice) || by_name[choice] === true;
}

/** Whether a rating was made after its rater's invitation was withdrawn. */
export function isRevoked(
  { revoked }: CampaignRules,
  { rater_id, created_at }: Pick<RatingMessage, 'rater_id' | 'created_at'>,
): boolean {
  const at = revoked[rater_id];
  return at !== undefined && at <= created_at;
}

/** The rating without what the campaign does not ask for: a strength, or a comment. */
export function asOffered<T extends Said>({ choices, comments }: CampaignRules, said: T): T {
  const strength = choices.strength && (said.choice === 'left' || said.choice === 'right') ? said.strength : null;
  return { ...said, strength, comment: comments === 'off' ? '' : said.comment };
}
