import type { Critic, CriticCreate } from '../packages/assay/src/api.ts';
import { newMember } from './judge-draft.ts';

/** One critic of a panel. */
export type CriticMember = CriticCreate['panel'][number];
type Kind = CriticMember['kind'];

/** A critic in the making: what the form edits and what its JSON shows. */
export type CriticDraft = Required<Omit<CriticCreate, 'asking'>> & {
  asking: Required<NonNullable<CriticCreate['asking']>>;
};

/** What each kind of critic is. */
export const critic_kind_text: Record<Kind, string> = {
  arithmetic: 'Checks every equation by exact arithmetic. No model is asked.',
  judge: 'A judge of mode steps: its verdict on each step.',
  chat: 'Any OpenAI-compatible service, by its name or its address.',
  anthropic: "Anthropic's messages API.",
  'workers-ai': 'A model of Workers AI, through the binding of this deployment.',
  runner: 'A checkpoint that "assay-runner serve" answers for.',
};
/** Names of the kinds. */
export const critic_kinds = Object.keys(critic_kind_text) as Kind[];

/** A member to begin with. */
export function newCriticMember(kind: Kind): CriticMember {
  if (kind === 'arithmetic') return { kind, sources: true };
  if (kind === 'judge') return { kind, judge_id: '' };
  return newMember(kind) as CriticMember;
}

/** Whether any member is a model, which has words to follow and is asked several times. */
export const asksModel = ({ panel }: CriticDraft): boolean =>
  panel.some(({ kind }) => kind !== 'arithmetic' && kind !== 'judge');

/** What a new critic begins as. */
export function newCritic(): CriticDraft {
  return {
    name: '',
    panel: [newCriticMember('arithmetic')],
    prompt: 'default',
    instructions: '',
    split: 'auto',
    combine: 'majority',
    arithmetic_decides: true,
    asking: { repeats: 1, temperature: 0, max_tokens: 4000, repair: true },
  };
}

/** A critic there is, as a draft of its next version. */
export function criticDraftOf({ id: _, version: __, created_at: ___, ...critic }: Critic): CriticDraft {
  return critic as CriticDraft;
}
