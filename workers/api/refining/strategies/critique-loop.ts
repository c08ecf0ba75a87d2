import type { ChatMessage } from '../../../../schema/contracts/chat.ts';
import type { RefinementStep } from '../../../../schema/contracts/refinements.ts';
import { askRevision } from '../../critiquing/revision.ts';
import { attemptsOf, type Run, type Strategy } from './strategy.ts';
import { byMajority } from './votes.ts';

const ask_critique = `Go through the answer above step by step. Name the first step that is wrong, say what is wrong with it and how to mend it. If nothing is wrong, say so. End with one line, either "Decision: keep" or "Decision: revise".`;

/** What a critique decides: its last line that says so; null where none does. */
export function decisionOf(critique: string): 'keep' | 'revise' | null {
  const found = [...critique.matchAll(/^\W*Decision\W+(keep|revise)\W*$/gim)].at(-1)?.[1]?.toLowerCase();
  return found === 'keep' || found === 'revise' ? found : null;
}

/** The critic's words on an attempt: a stored critic's, or those of a model that is asked in plain text. */
async function critiqueOf(
  run: Run<'critique-loop'>,
  step: RefinementStep,
  shown: ChatMessage[],
): Promise<RefinementStep> {
  const { critic, critic_id } = run.request.options;
  if (critic_id) return run.critique(critic_id, step);
  const place = { kind: 'critique' as const, chain: step.chain, turn: step.turn, parent: step.n, model: critic };
  return run.call({ ...place, messages: [...shown, { role: 'user', content: ask_critique }] });
}

async function line(run: Run<'critique-loop'>, chain: number): Promise<RefinementStep> {
  const { request, question, call } = run;
  const { rounds, critic_id } = request.options;
  let step = await call({ kind: 'attempt', chain, turn: 1, parent: null, messages: question });
  for (let turn = 1; turn <= rounds && step.error === null; turn++) {
    await run.acceptIfGood(step);
    const shown: ChatMessage[] = [...question, { role: 'assistant', content: step.content }];
    const critique = await critiqueOf(run, step, shown);
    const decision = critic_id ? critique.finish : decisionOf(critique.content);
    if (critique.error !== null || decision === 'keep') break;
    const revised = await call({
      ...{ kind: 'attempt', chain, turn: turn + 1, parent: critique.n },
      messages: [...shown, askRevision(critique.content)],
    });
    if (revised.error !== null) break;
    step = revised;
  }
  return step;
}

/** The last attempts of all chains, by majority where there are several. */
function finals(last: RefinementStep[]) {
  if (last.length > 1) return byMajority(last);
  return { step: last[0] ?? null, why: 'The last attempt: the critic kept it, or the rounds were used up.' };
}

/** Answer, critique, revision until the critic keeps it; parallel chains end in a vote (critique-in-the-loop at test time). */
export const critique_loop: Strategy<'critique-loop'> = {
  async run(run) {
    const chains = Array.from({ length: run.request.options.chains }, (_, chain) => line(run, chain));
    return finals((await Promise.all(chains)).filter(({ error }) => error === null));
  },
  choose: (steps) => finals([...new Map(attemptsOf(steps).map((step) => [step.chain, step])).values()]),
};
