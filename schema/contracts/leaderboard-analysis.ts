import { z } from 'zod';
import { Name, Time } from './common.ts';

const Probability = z.number().min(0).max(1);

/** What a board says besides scores; each part is null where the method or the counts do not allow it. */
export const Analysis = z
  .object({
    tiers: z
      .array(z.object({ tier: z.int(), models: z.array(Name) }))
      .nullable()
      .meta({ description: 'Groups of models that cannot be told apart, best first.' }),
    dispersion: z
      .object({
        statistic: z.number(),
        degrees_of_freedom: z.int(),
        value: z.number(),
        p_value: Probability,
        chi_square_p_value: Probability,
        seed: z.int(),
        rounds: z.int(),
      })
      .nullable()
      .meta({
        description:
          'How far results scatter beyond what the fitted strengths explain: 1 is as expected; a small p_value says that they do not fit.',
      }),
    hodge: z
      .object({
        gradient_share: z.number(),
        curl_share: z.number(),
        harmonic_share: z.number(),
        cyclic_energy: z
          .number()
          .meta({ description: "Pearson's X² of the fit: chance alone brings about its degrees of freedom." }),
      })
      .nullable()
      .meta({
        description:
          'Parts of the pairwise log-odds that one line of strengths explains, that circles of three hold, and that longer circles hold.',
      }),
    cycles: z
      .object({
        triples: z.int().meta({ description: 'Three models of which each two met.' }),
        cyclic: z.int().meta({ description: 'Of them, those that beat each other in a circle.' }),
        significant: z.int().meta({ description: 'Of those, circles that chance does not explain (Holm, 5 %).' }),
        top: z.array(
          z.object({
            models: z.array(Name).meta({ description: 'Each beats the next, and the last the first.' }),
            shares: z.array(z.number()).meta({ description: 'The share of points of each against the next.' }),
            p_value: Probability,
          }),
        ),
      })
      .nullable(),
    drop_k: z
      .object({
        leader: Name,
        successor: Name.nullable(),
        ratings: z.int().nullable().meta({ description: 'null where no number up to the limit changes the leader.' }),
        share: z.number().nullable(),
        pairs: z
          .array(z.object({ winner: Name, loser: Name, outcome: z.enum(['win', 'tie']), ratings: z.int() }))
          .meta({ description: 'Which wins or ties to take away.' }),
        bound: z.string().meta({ description: 'What the number is, in words.' }),
      })
      .nullable()
      .meta({ description: 'The fewest ratings whose removal changes the leader.' }),
    style: z
      .array(
        z.object({ feature: z.string(), value: z.number(), low: z.number().nullable(), high: z.number().nullable() }),
      )
      .nullable()
      .meta({ description: 'Log-odds that a standard deviation more of a feature brings, with 95 % intervals.' }),
    length_controlled: z
      .array(z.object({ model: Name, win_rate: z.number(), low: z.number().nullable(), high: z.number().nullable() }))
      .nullable()
      .meta({ description: 'Win rate against the average opponent at equal length.' }),
    models: z.array(z.object({ model: Name, ratings: z.int(), share: z.number(), retired_at: Time.nullable() })).meta({
      description:
        'Every model the campaign ever scored, on this board or not, with its share of all ratings handed out.',
    }),
  })
  .meta({ id: 'Analysis' });
export type Analysis = z.infer<typeof Analysis>;
