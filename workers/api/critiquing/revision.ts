import type { ChatMessage } from '../../../schema/contracts/chat.ts';

const by_critique =
  'Here is a critique of your answer. Where it is right, mend the answer; where it is wrong, keep to it. Give the whole answer again.';

/** How a review is asked for without feedback. `reask` repeats the question and hints at nothing; the others express doubt or trust. */
const reviews = {
  doubt: 'I am not sure that this is right. Look at it again, and give your final answer.',
  trust: 'I think that this is right. Look at it again, and give your final answer.',
};

/** Asks for a revision by a critique. */
export const askRevision = (critique: string): ChatMessage => ({
  role: 'user',
  content: `${by_critique}\n\n${critique}`,
});

/** Asks for a revision without feedback, as the confidence-critique study does (Yang et al. 2024, arXiv 2412.19513). */
export function askBare(question: ChatMessage[], how: 'reask' | 'doubt' | 'trust'): ChatMessage {
  const last = question.at(-1);
  if (how === 'reask' && last) return { ...last, role: 'user' };
  return { role: 'user', content: reviews[how === 'trust' ? 'trust' : 'doubt'] };
}
