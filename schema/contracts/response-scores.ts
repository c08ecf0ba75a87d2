import { z } from 'zod';
import { RatingSource } from './campaigns.ts';
import { Id, Measure, Name } from './common.ts';

/** Whose scores are averaged. */
export const ScoresQuery = z.object({
  source: RatingSource.default('people'),
  include_held: z.enum(['true', 'false']).default('false'),
  verified_only: z.enum(['true', 'false']).default('false'),
});

/** How raters scored the single responses of each model. */
export const ResponseScores = z
  .object({
    campaign_id: Id('campaign'),
    models: z
      .array(
        z.object({
          model: Name,
          mean: Measure.meta({ description: '1 to 5; the interval resamples raters, and n counts them.' }),
          ratings: z.int(),
          distribution: z.array(z.int()).length(5).meta({ description: 'Ratings of 1, 2, 3, 4 and 5.' }),
        }),
      )
      .meta({ description: 'Best first.' }),
    sources: z
      .array(z.object({ source: RatingSource, name: z.string(), ratings: z.int() }))
      .meta({ description: 'Who scored at all: what `source` may be.' }),
  })
  .meta({ id: 'ResponseScores' });
export type ResponseScores = z.infer<typeof ResponseScores>;
