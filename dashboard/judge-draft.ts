import type {
  AskingInput,
  Criterion,
  Judge,
  JudgeCreate,
  ModeName,
  PolicyInput,
  ProviderConfigInput,
} from '../packages/assay/src/api.ts';

/** A judge in the making: what the form edits and what its JSON shows. */
export interface JudgeDraft {
  name: string;
  mode: ModeName;
  instructions: string;
  options: Record<string, unknown>;
  panel: ProviderConfigInput[];
  asking: AskingInput;
  policy: PolicyInput;
}

/** A kind of backing. */
export type ProviderKind = ProviderConfigInput['kind'];

/** What each mode judges. */
export const mode_text: Record<ModeName, string> = {
  reference: 'Correct, partially correct or incorrect against a reference answer.',
  score: 'A grade on a scale whose grades you describe.',
  pair: 'The better one of two responses, or a tie; asked in both orders.',
  rank: 'An order of three or more responses.',
  rubric: 'Several weighted criteria, each with its own scale.',
  steps: 'The first wrong step of a numbered solution, and a verdict for each step.',
  check: 'Pass or fail against stated requirements.',
};
/** Names of the modes. */
export const modes = Object.keys(mode_text) as ModeName[];

/** What each kind of backing is. */
export const kind_text: Record<ProviderKind, string> = {
  rule: 'A deterministic rule: no model, no cost, milliseconds.',
  edge: 'A small trained model beside the API: no cost, milliseconds. For score, pair and steps.',
  chat: 'Any OpenAI-compatible service, by its name or its address.',
  anthropic: "Anthropic's messages API.",
  'workers-ai': 'A model of Workers AI, through the binding of this deployment.',
  runner: 'A checkpoint that "assay-runner serve" answers for.',
};
/** Names of the kinds. */
export const kinds = Object.keys(kind_text) as ProviderKind[];

/** A criterion to begin with. */
export const new_criterion: Criterion = {
  name: 'Accuracy',
  description: '',
  weight: 1,
  scale: { min: 1, max: 5, step: 1, anchors: {} },
};

const options: Record<ModeName, Record<string, unknown>> = {
  reference: {},
  score: { scale: { min: 1, max: 5, step: 1, anchors: {} } },
  pair: { tie: true, both_bad: false },
  rank: { at_once: 10 },
  rubric: { criteria: [new_criterion], one_call: true },
  steps: { split: 'numbered' },
  check: { requirements: [] },
};

/** A member of a panel to begin with. */
export function newMember(kind: ProviderKind): ProviderConfigInput {
  if (kind === 'rule') return { kind, verifier: 'numeric', options: {} };
  if (kind === 'chat') return { kind, base: 'openai', model: '' };
  if (kind === 'runner') return { kind, base_url: 'http://localhost:8000/v1', model: '' };
  return { kind, model: '' };
}

/** The same draft in another mode; a rule compares with a reference, the other modes want a model. */
export function inMode(draft: JudgeDraft, mode: ModeName): JudgeDraft {
  const only_rules = draft.panel.every(({ kind }) => kind === 'rule');
  const panel = mode === 'reference' || !only_rules ? draft.panel : [newMember('chat')];
  return { ...draft, mode, options: options[mode], panel };
}

/** What a new judge begins as. */
export function newDraft(): JudgeDraft {
  const asking = { orders: 'both' as const, repeats: 1, temperature: 0 };
  const policy = { flip: 'tie' as const, combine: 'majority' as const, abstain_below: null, stop: null };
  const panel = [newMember('rule')];
  return { name: '', mode: 'reference', instructions: '', options: {}, panel, asking, policy };
}

/** A judge there is, as a draft of its next version. */
export function draftOf({ id: _, version: __, created_at: ___, ...judge }: Judge): JudgeDraft {
  return judge as JudgeDraft;
}

/** What the API is sent; it checks every part and says what is wrong. */
export function bodyOf(draft: JudgeDraft): JudgeCreate {
  return draft as unknown as JudgeCreate;
}
