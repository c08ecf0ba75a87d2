import { z } from 'zod';
import { ProbabilityMap } from './calibrations.ts';
import { Id, Name, Page, Sha256, Share, Time } from './common.ts';

/** A file of a bundle, named by its content. */
export const EdgeFile = z
  .strictObject({ sha256: Sha256, size_bytes: z.int().min(1).max(64_000_000) })
  .meta({ id: 'EdgeFile' });

/**
 * How prompt and steps become tokens: [cls] prompt [sep] step [step] step [step] … Each piece is trimmed and encoded by itself, without the
 * tokenizer's own special tokens. workers/edge-model/encode.ts is the reference, tests/fixtures/edge-encode.json its cases for both languages.
 */
export const EdgeTemplate = z
  .strictObject({
    cls: z.string().min(1).meta({ description: 'A token of the vocabulary, as the other three are.' }),
    sep: z.string().min(1),
    step: z.string().min(1).meta({ description: 'Stands after every step; step scores are read there.' }),
    pad: z.string().min(1),
    split: z.enum(['lines', 'none']).meta({
      description:
        'Where no steps are given: every non-empty line of the response is a step, or the whole of it is one.',
    }),
  })
  .meta({ id: 'EdgeTemplate' });

/** The scalar reward. `map` goes from a reward to the probability that the response is right, `pair_map` from reward A − reward B to A being better. */
export const RewardHead = z
  .strictObject({ map: ProbabilityMap.nullable(), pair_map: ProbabilityMap.nullable() })
  .meta({ id: 'RewardHead' });

/** Graded scores: softmax(logits / temperature) over the labels, which rise. */
export const GradesHead = z
  .strictObject({ labels: z.array(z.number()).min(2).max(101), temperature: z.number().positive() })
  .meta({ id: 'GradesHead' });

/** Step scores: `map` from a step's logit to the probability that it is right, `whole_map` from the smallest of those to all being right. */
export const StepsHead = z
  .strictObject({ map: ProbabilityMap, whole_map: ProbabilityMap.nullable() })
  .meta({ id: 'StepsHead' });

/** When a verdict is given: at or above the threshold; with no threshold that keeps the promise, never. */
export const EdgeConformal = z
  .strictObject({
    alpha: z.number().gt(0).lt(1).meta({ description: 'Highest share wrong among accepted verdicts.' }),
    delta: z.number().gt(0).lt(1).meta({ description: 'Chance that the promise fails.' }),
    threshold: Share.nullable().meta({
      description: 'Of the larger of p and 1 − p, p the calibrated probability of the use.',
    }),
    coverage: Share.nullable(),
    risk: Share.nullable(),
    items: z.int().min(0).meta({ description: 'Held-out verdicts that chose it.' }),
  })
  .meta({ id: 'EdgeConformal' });

const Source = z.strictObject({
  name: Name,
  license: z.string().min(1).max(200),
  items: z.int().min(0),
  sha256: Sha256.nullable().meta({ description: 'Of the file that was read; null for rows of the project.' }),
  url: z.string().max(500).nullable().default(null),
});

const Figure = z.strictObject({
  name: z.string().min(1).max(200),
  on: z.string().min(1).max(200).meta({ description: 'What it was measured on.' }),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int().min(0),
});

/** manifest.json of an edge model. The SHA-256 of the file is the model's id: it names the other two by their hashes. */
export const EdgeManifest = z
  .strictObject({
    format_version: z.literal(1),
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'must be lower-case letters, digits and hyphens'),
    description: z.string().max(4000).meta({ description: 'What it judges, and where it fails.' }),
    max_tokens: z.int().min(16).max(1024),
    template: EdgeTemplate,
    heads: z
      .strictObject({
        reward: RewardHead,
        grades: GradesHead.nullable(),
        steps: StepsHead.nullable(),
      })
      .meta({ description: 'model.onnx has an output of the name of every head that is not null.' }),
    conformal: z.strictObject({
      score: EdgeConformal.nullable(),
      pair: EdgeConformal.nullable(),
      steps: EdgeConformal.nullable(),
    }),
    parameters: z.int().min(1),
    opset: z.int().min(1).max(100),
    files: z.strictObject({ model: EdgeFile, tokenizer: EdgeFile }),
    trained_on: z.array(Source).max(50),
    metrics: z.array(Figure).max(200),
    license: z.string().min(1).max(200),
    lineage: z
      .strictObject({
        recipe: z.string().max(100),
        job_id: z.string().max(100).nullable(),
        base_model: z.string().max(200).nullable(),
        command: z.string().max(1000).meta({ description: 'Reproduces it.' }),
      })
      .meta({ id: 'EdgeLineage' }),
  })
  .meta({ id: 'EdgeManifest' });
export type EdgeManifest = z.infer<typeof EdgeManifest>;
export type EdgeTemplate = z.infer<typeof EdgeTemplate>;
export type EdgeConformal = z.infer<typeof EdgeConformal>;

/** The name of a starter model or the id of a project's own. */
export const EdgeModelRef = z
  .string()
  .regex(/^(starter-[a-z-]{1,40}|edm_[0-9a-z]{26})$/, 'must be the name of a starter model, or an id like edm_01j…');

export const EdgeModelCreate = z
  .strictObject({
    job_id: Id('job').meta({
      description: 'A finished job with the artifacts manifest.json, model.onnx and tokenizer.json.',
    }),
  })
  .meta({ id: 'EdgeModelCreate' });

/** A model that may back judges. */
export const EdgeModel = z
  .object({
    id: EdgeModelRef.meta({ description: "What a judge's provider names as `model`." }),
    sha256: Sha256.meta({ description: 'Of manifest.json.' }),
    source: z.enum(['starter', 'job']),
    job_id: Id('job').nullable(),
    manifest: EdgeManifest,
    created_at: Time.nullable(),
  })
  .meta({ id: 'EdgeModel' });
export type EdgeModel = z.infer<typeof EdgeModel>;
export const EdgeModelPage = Page(EdgeModel, 'EdgeModelPage');
