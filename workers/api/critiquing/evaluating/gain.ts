import type { CriticEvaluationResult } from '../../../../schema/contracts/critic-evaluations.ts';
import type { Env } from '../../env.ts';
import { rowNamer } from '../../imports/row-ids.ts';
import type { IntervalOptions } from '../../metrics/interval.ts';
import { type Revised, refinementGain } from '../../metrics/refinement-gain.ts';
import type { BatchRow } from '../../store/batches.ts';
import { findCritiques } from '../../store/critiques.ts';
import { findJudgments } from '../../store/judgments.ts';
import { entryOf } from '../batch-work.ts';
import { gradesOf, rightOf } from '../gain-work.ts';
import { critiquedOf } from './critiqued.ts';

type GainResult = Extract<CriticEvaluationResult, { measure: 'gain' }>;

/** Measures what revisions came to, by the judgments of a batch that made them. */
export async function measureGain(
  env: Env,
  batch: BatchRow,
  cluster: string | null,
  options: IntervalOptions,
): Promise<GainResult> {
  const { project_id, id, created_at, calls, cost } = batch;
  const name = await rowNamer(id, created_at);
  const rows: Revised[] = [];
  const left = { failed: 0, unreadable: 0 };
  for await (const page of critiquedOf(env, batch, cluster)) {
    const made = page.filter(({ critique_id }) => critique_id !== null);
    left.failed += page.length - made.length;
    const ids = made.flatMap(({ critique_id }) => critique_id ?? []);
    const critiques = new Map((await findCritiques(env, project_id, ids)).map((one) => [one.id, one]));
    const graded = made.flatMap(({ n }) => Object.values(gradesOf(name, n)));
    const judgments = new Map((await findJudgments(env, project_id, graded)).map((one) => [one.id, one]));
    for (const { n, critique_id, correct, cluster: own } of made) {
      const critique = critiques.get(critique_id ?? '');
      const grades = gradesOf(name, n);
      const right = (id: string) => rightOf(judgments.get(id));
      if (!critique) left.failed++;
      else if (entryOf(critique).outcome === 'unreadable') left.unreadable++;
      else
        rows.push({
          cluster: own ?? critique.id,
          first: correct ?? right(grades.first),
          with_critique: right(grades.with_critique),
          without: right(grades.without),
          decision: critique.result.decision,
        });
    }
  }
  const clusters = new Set(rows.map((row) => row.cluster)).size;
  return {
    measure: 'gain',
    clusters,
    ...left,
    ...refinementGain(rows, options),
    ...{ calls, cost: cost > 0 ? cost : null },
  };
}
