import type { ProviderConfigInput } from '../packages/assay/src/api.ts';
import type { AnswerKind, Budget } from '../schema/contracts/index.ts';
import { type StrategyName, start_budget, startOptions } from './strategies.ts';

/** A model that writes text, of any service. */
export type ModelMember = Exclude<ProviderConfigInput, { kind: 'rule' | 'edge' }>;

/** A refinement in the making: what the form edits and what its JSON shows. */
export interface RefinementDraft {
  prompt: string;
  reference: string | null;
  model: ModelMember;
  label?: string | undefined;
  strategy: StrategyName;
  options: Record<string, unknown>;
  answer: AnswerKind;
  temperature: number;
  max_tokens: number;
  judge_id?: string | undefined;
  accept: number;
  budget: Budget;
  dataset_id?: string | undefined;
  item_id?: string | undefined;
  seed: number;
}

/** How a final answer is found, in words. */
export const answer_text: Record<AnswerKind, string> = {
  number: 'the last number',
  boxed: 'the last \\boxed{…}',
  choice: 'the last lone capital letter',
  line: 'the last line',
  text: 'the whole text',
};

/** What a new refinement begins as. */
export function newRefinement(): RefinementDraft {
  return {
    prompt: '',
    reference: null,
    model: { kind: 'chat', base: 'openai', model: '' },
    strategy: 'intrinsic',
    options: startOptions('intrinsic'),
    answer: 'number',
    temperature: 0.7,
    max_tokens: 2000,
    accept: 0.9,
    budget: start_budget,
    seed: 0,
  };
}
