import type { CriticEvaluationResult } from '../../../../schema/contracts/critic-evaluations.ts';
import type { Critique } from '../../../../schema/contracts/critiques.ts';
import type { Env } from '../../env.ts';
import { meanOf } from '../../evaluating/clusters.ts';
import type { IntervalOptions } from '../../metrics/interval.ts';
import { namedErrors } from '../../metrics/named-errors.ts';
import { firstErrorAccuracy } from '../../metrics/process-errors.ts';
import type { BatchRow } from '../../store/batches.ts';
import { findCritiques } from '../../store/critiques.ts';
import { entryOf } from '../batch-work.ts';
import { type Annotation, annotationOf } from './annotation.ts';
import { critiquedOf } from './critiqued.ts';

type ErrorsResult = Extract<CriticEvaluationResult, { measure: 'errors' }>;

/** One annotated solution as the measures see it: no texts. */
type Fact = {
  cluster: string;
  annotated: number | null;
  predicted: number | null;
  unreadable: boolean;
  wrong: number[];
  named: number[];
  target: TargetFact | null;
};
/** What a critique of a critique made of its target. */
type TargetFact = { named: number[]; points: boolean[]; missed: boolean[] };

/** Measures a batch's critiques against the annotations of its solutions. */
export async function measureErrors(
  env: Env,
  batch: BatchRow,
  cluster: string | null,
  options: IntervalOptions,
): Promise<ErrorsResult> {
  const facts: Fact[] = [];
  const left = { unlabeled: 0, failed: 0 };
  for await (const page of critiquedOf(env, batch, cluster)) {
    const ids = page.flatMap(({ critique_id }) => critique_id ?? []);
    const critiques = new Map((await findCritiques(env, batch.project_id, ids)).map((one) => [one.id, one]));
    for (const task of page) {
      const critique = critiques.get(task.critique_id ?? '');
      const metadata = task.metadata ?? critique?.request.metadata;
      const annotation = metadata ? annotationOf(metadata) : null;
      if (!critique) left.failed++;
      else if (!annotation) left.unlabeled++;
      else {
        const own = critique.request.metadata[cluster ?? 'cluster'];
        const alone = own === undefined || own === null ? critique.id : JSON.stringify(own);
        facts.push(factOf(critique, annotation, task.cluster ?? alone));
      }
    }
  }
  const { calls, cost } = batch;
  return { ...resultOf(facts, options), ...left, calls, cost: cost > 0 ? cost : null };
}

function factOf(critique: Critique, annotation: Annotation, cluster: string): Fact {
  const { result } = critique;
  const known = (steps: number[]) => steps.filter(annotation.isKnown);
  const named = result.steps.flatMap(({ step, verdict }) => (verdict === 'wrong' ? [step] : []));
  return {
    cluster,
    annotated: annotation.first_error,
    predicted: result.first_error,
    unreadable: entryOf(critique).outcome === 'unreadable',
    wrong: annotation.wrong,
    named: known(named),
    target: result.target && targetFact(critique, annotation),
  };
}

function targetFact({ request, result }: Critique, { wrong, isKnown }: Annotation): TargetFact {
  const errors = new Set(wrong);
  const points = (request.target?.points ?? []).map((point, at) => ({ ...point, of: result.target?.points[at] }));
  const accusing = points.filter(({ step, verdict }) => verdict === 'wrong' && isKnown(step));
  const named = new Set(accusing.map(({ step }) => step));
  const found = new Set(result.target?.missed.map(({ step }) => step));
  return {
    named: [...named],
    points: accusing.flatMap(({ step, of }) =>
      of && of.verdict !== 'unclear' ? [(of.verdict === 'valid') === errors.has(step)] : [],
    ),
    missed: wrong.filter((step) => !named.has(step)).map((step) => found.has(step)),
  };
}

/** A pure function of facts and seed. */
function resultOf(
  facts: Fact[],
  options: IntervalOptions,
): Omit<ErrorsResult, 'unlabeled' | 'failed' | 'calls' | 'cost'> {
  const read = facts.filter(({ unreadable }) => !unreadable);
  const targets = read.flatMap(({ target, ...fact }) => (target ? [{ ...fact, target }] : []));
  const shares = (of: 'points' | 'missed') =>
    meanOf(
      targets.flatMap(({ cluster, target }) => target[of].map((good) => ({ cluster, value: Number(good) }))),
      options,
    );
  return {
    measure: 'errors',
    clusters: new Set(read.map(({ cluster }) => cluster)).size,
    ...firstErrorAccuracy(facts, options),
    steps: namedErrors(read, options),
    target:
      targets.length === 0
        ? null
        : {
            before: namedErrors(
              targets.map(({ cluster, wrong, target }) => ({ cluster, wrong, named: target.named })),
              options,
            ),
            after: namedErrors(targets, options),
            points_right: shares('points'),
            missed_found: shares('missed'),
          },
  };
}
