import { z } from 'zod';
import { RatingSource } from './campaigns.ts';

/** What of a campaign is exported. */
export const CampaignExportKind = z
  .enum(['ratings', 'preferences', 'kto', 'win-matrix'])
  .meta({ id: 'CampaignExportKind', description: 'docs/exports.md names the fields of each.' });
export type CampaignExportKind = z.infer<typeof CampaignExportKind>;

const yes = z.enum(['true', 'false']).default('false');

/** A campaign as a file to train or compute on. */
export const CampaignExportQuery = z.object({
  kind: CampaignExportKind.default('ratings'),
  format: z.enum(['jsonl', 'csv', 'parquet']).default('jsonl'),
  by: z.enum(['comparison', 'rating']).default('comparison').meta({
    description: 'Preferences and KTO: one line for what most of the votes on a comparison say, or for each rating.',
  }),
  ties: z.enum(['exclude', 'split']).default('exclude').meta({
    description: 'Preferences: ties left out, or as one line each way with margin 0.',
  }),
  form: z.enum(['conversational', 'text']).default('conversational').meta({
    description: "Preferences and KTO: TRL's conversational form (lists of messages), or texts.",
  }),
  source: z
    .union([RatingSource, z.literal('all')])
    .default('people')
    .meta({ description: 'Whose ratings.' }),
  held: z.enum(['exclude', 'include', 'only']).default('exclude'),
  verified_only: yes,
  criterion: z.string().max(100).default('').meta({
    description: 'Preferences, KTO and win-matrix by the answers to this criterion; empty: to the question.',
  }),
});
export type CampaignExportQuery = z.infer<typeof CampaignExportQuery>;
