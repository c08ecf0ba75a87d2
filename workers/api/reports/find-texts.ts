import type { Env } from '../env.ts';
import { refinementTexts, responseTexts } from '../store/attempts.ts';
import { readReportTexts } from '../store/report-files.ts';
import type { KeptAttempt } from './attempt.ts';

/** The texts of some attempts: from the report's own files, from responses or from refinements; what is deleted there is not here either. */
export async function textsOf(
  env: Env,
  at: { project_id: string; id: string; dataset_id: string },
  attempts: KeptAttempt[],
): Promise<Map<KeptAttempt, string>> {
  const texts = new Map<KeptAttempt, string>();
  const own = Map.groupBy(
    attempts.filter(({ text_at }) => text_at !== undefined),
    ({ text_at }) => text_at?.[0] ?? 0,
  );
  for (const [shard, mine] of own) {
    const lines = await readReportTexts(env.FILES, at, shard);
    for (const one of mine) {
      const text = lines?.[one.text_at?.[1] ?? 0];
      if (text !== undefined) texts.set(one, text);
    }
  }
  const ids = attempts.flatMap(({ response_id }) => response_id ?? []);
  const responses = ids.length === 0 ? null : await responseTexts(env.DB, at, ids);
  const steps = attempts.flatMap(({ refinement_id, step }) => (refinement_id && step ? [{ refinement_id, step }] : []));
  const refined = steps.length === 0 ? null : await refinementTexts(env.DB, at.project_id, steps);
  for (const one of attempts) {
    const text = responses?.get(one.response_id ?? '') ?? refined?.get(`${one.refinement_id} ${one.step}`);
    if (text !== undefined) texts.set(one, text);
  }
  return texts;
}
