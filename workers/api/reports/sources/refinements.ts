import type { Judge } from '../../../../schema/contracts/judges.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { sha256Hex } from '../../auth/bytes.ts';
import { gradeAttempts } from '../../judging/grade.ts';
import type { Bench } from '../../judging/judge.ts';
import { type RefinementFilter, readRefinementSteps } from '../../store/attempts.ts';
import type { SourceRow } from './source.ts';

/**
 * The attempts of stored refinements. The question is the item, or the prompt where there is none; refinements of one question by one model and strategy
 * are samples beside each other. A complete solution of a tree search is a sample of its own.
 */
export async function* fromRefinements(
  bench: Bench,
  judge: Judge | undefined,
  filter: Omit<RefinementFilter, 'project_id'>,
): AsyncGenerator<SourceRow[]> {
  if (!judge)
    throw new AssayError('invalid_request', 'Attempts of refinements carry no "correct"; name a judge_id.', [
      { path: 'source.judge_id', message: 'is needed for refinements' },
    ]);
  const sampleOf = numbering();
  let empty = true;
  for await (const page of readRefinementSteps(bench.env.DB, { project_id: bench.caller.project_id, ...filter })) {
    empty = false;
    const graded = await gradeAttempts(
      bench,
      judge,
      page.map(({ content, reference }) => ({ correct: null, content, reference })),
    );
    const rows: SourceRow[] = [];
    for (const [at, step] of page.entries()) {
      const { refinement_id, n, model, strategy, content: text, answer, temperature, value, prompt } = step;
      const item_id = step.item_id ?? `prompt ${(await sha256Hex(prompt ?? refinement_id)).slice(0, 24)}`;
      const solution = strategy === 'tree-search';
      const chain = solution ? n : step.chain;
      const sample = sampleOf([item_id, model, strategy], refinement_id, chain);
      const labels = { model, task: null, strategy, iteration: null };
      const place = { item_id, sample, attempt: solution ? 1 : step.turn, correct: graded[at] ?? null };
      const origin = { refinement_id, step: n };
      rows.push({ attempt: { ...place, ...labels, text, answer, temperature, reward: value, origin } });
    }
    yield rows;
  }
  if (empty) throw new AssayError('invalid_request', 'No refinement that has ended matches the source.');
}

/** Numbers the lines of all refinements of one question by one model and strategy. */
function numbering(): (question: string[], refinement_id: string, chain: number) => number {
  const next = new Map<string, number>();
  const known = new Map<string, number>();
  return (question, refinement_id, chain) => {
    const [line, key] = [`${refinement_id} ${chain}`, question.join('\u0000')];
    const seen = known.get(line);
    if (seen !== undefined) return seen;
    const number = next.get(key) ?? 0;
    known.set(line, number);
    next.set(key, number + 1);
    return number;
  };
}
