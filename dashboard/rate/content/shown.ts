import type { Campaign } from '../draft.ts';

/** What an answer is shown with. */
export interface Shown {
  campaign: Campaign;
  text: string;
  label: string;
  /** The answer beside it. */
  other: string | null;
  side: 'before' | 'after';
}
