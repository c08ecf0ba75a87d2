import type { ChatMessage } from '../../../../schema/contracts/chat.ts';
import type { RefinementStep } from '../../../../schema/contracts/refinements.ts';
import { askBare } from '../../critiquing/revision.ts';
import { attemptsOf, type Run, type Strategy } from './strategy.ts';
import { byMajority } from './votes.ts';

/** The words of a review. */
function reviewOf({ request, question }: Run<'intrinsic'>): ChatMessage {
  const { review, review_prompt } = request.options;
  return review_prompt ? { role: 'user', content: review_prompt } : askBare(question, review);
}

/**
 * The model answers and is then asked to review, without outside feedback: turn 2 after "the same question again", doubt or trust
 * (Yang et al. 2024, "Confidence v.s. Critique", arXiv 2412.19513).
 */
export const intrinsic: Strategy<'intrinsic'> = {
  async run(run) {
    const { request, question, call } = run;
    const lines = Array.from({ length: request.options.samples }, async (_, chain) => {
      const messages = [...question];
      let step: RefinementStep | null = null;
      for (let turn = 1; turn <= request.options.turns; turn++) {
        if (step) messages.push({ role: 'assistant', content: step.content }, reviewOf(run));
        step = await call({ kind: 'attempt', chain, turn, parent: step?.n ?? null, messages: [...messages] });
        if (step.error !== null) break;
        await run.acceptIfGood(step);
      }
      return step;
    });
    return finals(
      (await Promise.all(lines)).filter((step) => step !== null && step.error === null) as RefinementStep[],
    );
  },
  choose: (steps) => {
    const last = new Map(attemptsOf(steps).map((step) => [step.chain, step]));
    return finals([...last.values()]);
  },
};

function finals(last: RefinementStep[]) {
  if (last.length > 1) return byMajority(last);
  return { step: last[0] ?? null, why: 'The last attempt after review.' };
}
