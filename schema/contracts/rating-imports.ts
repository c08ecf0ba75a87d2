import { z } from 'zod';

/** Whose lines an import takes. */
export const rating_mappings = ['assay', 'arena', 'llmfao', 'columns'] as const;

const Column = z.string().min(1).max(200);
const Values = (own: string) => z.array(z.string().max(200)).max(50).default([own]);

/** Which column of a file holds what, and which of its values mean what. */
export const RatingColumns = z
  .strictObject({
    prompt: Column,
    response_a: Column,
    response_b: Column,
    model_a: Column,
    model_b: Column,
    choice: Column,
    rater: Column,
    created_at: Column.optional().meta({
      description: 'Milliseconds since 1970-01-01 UTC, or a date like 2024-05-01T10:00Z.',
    }),
    duration_ms: Column.optional(),
    values: z
      .strictObject({
        a: Values('a'),
        b: Values('b'),
        tie: Values('tie'),
        both_good: Values('both_good'),
        both_bad: Values('both_bad'),
      })
      .prefault({})
      .meta({ description: 'The values of the column `choice`, by what they mean.' }),
  })
  .meta({ id: 'RatingColumns' });
export type RatingColumns = z.infer<typeof RatingColumns>;

export const RatingImportQuery = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: only say what would happen; nothing is written.' }),
  format: z.enum(['jsonl', 'csv']).optional().meta({ description: 'Left out, the content type tells.' }),
  mapping: z.enum(rating_mappings).default('assay').meta({
    description:
      '`assay`: RatingLine. `arena`: votes of LMArena and MT-Bench. `llmfao`: the LLMFAO crowd. `columns`: as `columns` says. All but the first bring their comparisons.',
  }),
  columns: z.string().max(20_000).optional().meta({ description: 'RatingColumns as JSON, for the mapping `columns`.' }),
});

export const RatingsImported = z
  .object({
    dry_run: z.boolean(),
    lines: z.int().meta({ description: 'Lines that hold something, the CSV header aside.' }),
    comparisons_added: z.int().meta({ description: 'Comparisons that are new; in a dry run, that would be.' }),
    added: z.int().meta({ description: 'Ratings that are new; in a dry run, that would be.' }),
    repeated: z.int().meta({ description: 'Ratings that are there already; the first stands.' }),
    problem_count: z.int(),
    problems: z
      .array(z.object({ line: z.int(), message: z.string() }))
      .meta({ description: 'The first 100 problems, by line. With any problem nothing is written.' }),
  })
  .meta({ id: 'RatingsImported' });
export type RatingsImported = z.infer<typeof RatingsImported>;
