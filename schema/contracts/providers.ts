import { z } from 'zod';
import { Sha256 } from './common.ts';
import { EdgeModelRef } from './edge-models.ts';

/** The deterministic verifiers; the options of each are checked by the edge judge Worker. */
export const verifiers = ['numeric', 'exact', 'regex', 'json_schema', 'contains', 'choice'] as const;

/** A judge's backing: deterministic rules. */
export const RuleProvider = z
  .strictObject({
    kind: z.literal('rule'),
    verifier: z.enum(verifiers),
    options: z.record(z.string(), z.unknown()).default({}),
  })
  .meta({ id: 'RuleProvider' });
export type RuleProvider = z.infer<typeof RuleProvider>;

/** Names of OpenAI-compatible services whose address the deployment knows. */
export const presets = [
  'openai',
  'openrouter',
  'together',
  'groq',
  'mistral',
  'deepseek',
  'fireworks',
  'gemini-openai',
  'xai',
  'cerebras',
  'huggingface',
] as const;
export const Preset = z.enum(presets).meta({ id: 'Preset' });
export type Preset = z.infer<typeof Preset>;

/** Money for a million tokens, in whatever currency the project counts. */
export const Prices = z
  .strictObject({ input_per_million: z.number().min(0), output_per_million: z.number().min(0) })
  .meta({ id: 'Prices', description: 'Without prices, the cost of a verdict is null.' });
export type Prices = z.infer<typeof Prices>;

const BaseUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .meta({
    description: 'Root of the API, up to and with /v1. Needs a key with scope admin; https and a public host.',
  });

const model = {
  model: z.string().trim().min(1).max(200),
  temperature: z.number().min(0).max(2).optional().meta({ description: "Instead of the judge's." }),
  max_tokens: z.int().min(1).max(128_000).optional().meta({ description: "Instead of the judge's." }),
  prices: Prices.optional(),
  timeout_ms: z.int().min(100).max(600_000).default(60_000).meta({ description: 'For one call.' }),
  max_retries: z.int().min(0).max(8).default(2),
  max_concurrency: z
    .int()
    .min(1)
    .max(256)
    .default(64)
    .meta({ description: 'Calls to this origin at once, per isolate.' }),
};
const keyed = {
  credential: z.string().min(1).max(100).optional().meta({ description: 'Name of a stored credential.' }),
};

/** What a server can do: `false` is never asked for, `true` is insisted on, and what is left out is tried and done without. */
export const Features = z
  .strictObject({
    logprobs: z.boolean().optional(),
    json_schema: z.boolean().optional(),
    seed: z.boolean().optional(),
  })
  .meta({ id: 'Features' });
export type Features = z.infer<typeof Features>;

/** Any OpenAI-compatible chat endpoint: a preset, or a base URL of your own. */
export const ChatProvider = z
  .strictObject({
    kind: z.literal('chat'),
    base: Preset.optional(),
    base_url: BaseUrl.optional(),
    ...model,
    ...keyed,
    features: Features.default({}),
  })
  .refine(({ base, base_url }) => (base === undefined) !== (base_url === undefined), {
    path: ['base'],
    message: 'give either base or base_url',
  })
  .meta({ id: 'ChatProvider' });
export type ChatProvider = z.infer<typeof ChatProvider>;

/** Anthropic's messages API. */
export const AnthropicProvider = z
  .strictObject({
    kind: z.literal('anthropic'),
    base_url: BaseUrl.optional(),
    ...model,
    ...keyed,
    features: Features.pick({ json_schema: true }).default({}),
  })
  .meta({ id: 'AnthropicProvider' });
export type AnthropicProvider = z.infer<typeof AnthropicProvider>;

/** A model of Workers AI, through the binding of the deployment. */
export const WorkersAiProvider = z
  .strictObject({ kind: z.literal('workers-ai'), ...model, features: Features.default({}) })
  .meta({ id: 'WorkersAiProvider' });
export type WorkersAiProvider = z.infer<typeof WorkersAiProvider>;

/** A checkpoint that `assay-runner serve` answers for. */
export const RunnerProvider = z
  .strictObject({ kind: z.literal('runner'), base_url: BaseUrl, ...model, ...keyed, features: Features.default({}) })
  .meta({ id: 'RunnerProvider' });
export type RunnerProvider = z.infer<typeof RunnerProvider>;

/** A small trained model that runs beside the API Worker; it reads prompt and response, nothing else, and makes no calls. */
export const EdgeProvider = z
  .strictObject({
    kind: z.literal('edge'),
    model: EdgeModelRef.meta({
      description: 'A starter model by its name, or an edge model of the project by its id.',
    }),
    sha256: Sha256.optional().meta({ description: "The model's hash; filled in when the judge is made." }),
  })
  .meta({ id: 'EdgeProvider' });
export type EdgeProvider = z.infer<typeof EdgeProvider>;

/** What backs a judge: one of these for each member of its panel. */
export const ProviderConfig = z
  .discriminatedUnion('kind', [
    RuleProvider,
    EdgeProvider,
    ChatProvider,
    AnthropicProvider,
    WorkersAiProvider,
    RunnerProvider,
  ])
  .meta({ id: 'ProviderConfig' });
export type ProviderConfig = z.infer<typeof ProviderConfig>;

/** Keys for one request alone, by preset, `anthropic`, host or origin. */
export const ProviderKeys = z
  .record(z.string().max(300), z.string().regex(/^[\x21-\x7e]{1,2000}$/, 'must be visible ASCII characters'))
  .meta({ id: 'ProviderKeys', description: 'Never stored, never logged.' });
