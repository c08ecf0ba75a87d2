import { type Critique, CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import type { RefinementRequest } from '../../../schema/contracts/refinements.ts';
import { makeCritique } from '../critiquing/critique.ts';
import { inWords } from '../critiquing/in-words.ts';
import { keepCritique } from '../critiquing/keep.ts';
import { requireCritic } from '../critiquing/require.ts';
import type { Bench } from '../judging/judge.ts';

/** A stored critic's critique of an attempt, kept in the ledger under the refinement, and its points as words to revise by. */
export async function critiqueAttempt(
  bench: Bench,
  critic_id: string,
  refinement_id: string,
  { prompt, reference, seed }: RefinementRequest,
  response: string,
): Promise<{ made: Critique; content: string }> {
  const { project_id } = bench.caller;
  const critic = await requireCritic(bench.env.DB, project_id, critic_id);
  const asked = CritiqueRequest.parse({ prompt, response, reference, seed });
  const made = { ...(await makeCritique(bench, critic, asked)), refinement_id };
  await keepCritique(bench.env, project_id, made);
  return { made, content: inWords(made) };
}
