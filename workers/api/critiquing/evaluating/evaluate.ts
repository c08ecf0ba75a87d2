import type {
  CriticEvaluation,
  CriticEvaluationCreate,
  CriticEvaluationResult,
} from '../../../../schema/contracts/critic-evaluations.ts';
import type { Critic } from '../../../../schema/contracts/critics.ts';
import { CritiqueRequest } from '../../../../schema/contracts/critiques.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { newId } from '../../../../schema/ids.ts';
import type { Actor } from '../../auth/actor.ts';
import { refuse } from '../../batches/open.ts';
import type { Env } from '../../env.ts';
import { type BatchRow, findBatch, getBatch } from '../../store/batches.ts';
import {
  findCriticEvaluation,
  finishCriticEvaluation,
  insertCriticEvaluation,
  runningCriticEvaluations,
} from '../../store/critic-evaluations.ts';
import { createCritiqueBatch, createGainBatch } from '../batch-create.ts';
import { measureErrors } from './errors.ts';
import { measureGain } from './gain.ts';

/** Evaluations that one run of the cron looks at. */
const per_run = 50;

/** Begins an evaluation of a critic: the batch it rests on is started, or found. @throws AssayError */
export async function createCriticEvaluation(
  env: Env,
  actor: Actor,
  critic: Critic,
  wanted: CriticEvaluationCreate,
): Promise<CriticEvaluation> {
  const { source, gain = null, cluster = null, seed, name = `${critic.name} v${critic.version}` } = wanted;
  const batch = await batchOf(env, actor, critic, wanted);
  const shown = source.kind === 'samples' ? { kind: source.kind, count: source.samples.length } : source;
  const evaluation: CriticEvaluation = {
    ...{ id: newId('critic_evaluation'), critic_id: critic.id, name, source: shown, gain, cluster, seed },
    ...{ measure: gain ? ('gain' as const) : ('errors' as const), batch_id: batch.id },
    ...{ state: 'running' as const, message: null, result: null, created_at: Date.now(), finished_at: null },
  };
  await insertCriticEvaluation(env.DB, actor.project_id, evaluation);
  return advance(env, actor.project_id, evaluation);
}

async function batchOf(env: Env, actor: Actor, critic: Critic, wanted: CriticEvaluationCreate): Promise<BatchRow> {
  const { project_id } = actor;
  const { source, gain, show_reference, cost_ceiling, calls_per_minute, concurrency } = wanted;
  const critic_id = critic.id;
  const common = { critic_id, show_reference, cost_ceiling, calls_per_minute, concurrency };
  const named = wanted.name === undefined ? common : { ...common, name: wanted.name };
  if (gain) {
    if (source.kind !== 'dataset') refuse('source', 'The refinement gain is measured on a dataset.');
    return createGainBatch(env, actor, { ...named, source }, gain);
  }
  if (source.kind === 'dataset') return createCritiqueBatch(env, project_id, { ...named, source });
  if (source.kind === 'samples') {
    const requests = source.samples.map(({ first_error, cluster, ...request }) =>
      CritiqueRequest.parse({
        ...request,
        metadata: { label: first_error ?? 0, ...(cluster === undefined ? {} : { cluster }) },
      }),
    );
    return createCritiqueBatch(env, project_id, { ...named, source: { kind: 'requests', requests } });
  }
  const batch = await getBatch(env.DB, { project_id, batch_id: source.batch_id });
  if (batch.critic_id !== critic.id || batch.makes !== 'critiques')
    refuse('source.batch_id', `Batch ${batch.id} holds no critiques of critic ${critic.id}.`);
  return batch;
}

/** Computes a running evaluation if its batch is over; calling it again changes nothing. */
async function advance(env: Env, project_id: string, evaluation: CriticEvaluation): Promise<CriticEvaluation> {
  if (evaluation.state !== 'running') return evaluation;
  const { id, batch_id, measure, cluster, seed } = evaluation;
  const batch = await findBatch(env.DB, { project_id, batch_id });
  if (batch && batch.state !== 'done' && batch.state !== 'failed')
    return { ...evaluation, message: `Batch ${batch_id} is ${batch.state}.` };
  const finished = { ...(await found()), finished_at: Date.now() };
  await finishCriticEvaluation(env.DB, project_id, id, finished);
  // Where somebody else was faster, theirs is what is stored.
  return (await findCriticEvaluation(env.DB, project_id, id)) ?? { ...evaluation, ...finished };

  async function found(): Promise<Pick<CriticEvaluation, 'state' | 'message' | 'result'>> {
    if (batch?.state !== 'done') return failed(`Batch ${batch_id} failed: ${batch?.message}`);
    try {
      const of = measure === 'gain' ? measureGain : measureErrors;
      return whole(await of(env, batch, cluster, { seed }));
    } catch (error) {
      if (error instanceof AssayError) return failed(error.message);
      throw error;
    }
  }
}

const failed = (message: string) => ({ state: 'failed' as const, message, result: null });

function whole(result: CriticEvaluationResult) {
  if (result.n + result.unreadable > 0) return { state: 'done' as const, message: null, result };
  return failed(
    result.measure === 'gain'
      ? `Of no response both revisions could be graded; ${result.failed} got none.`
      : `No critique has an annotation: ${result.unlabeled} without one, ${result.failed} without a critique.`,
  );
}

/** An evaluation, computed if its critiques have come meanwhile. @throws AssayError `not_found` */
export async function requireCriticEvaluation(env: Env, project_id: string, id: string): Promise<CriticEvaluation> {
  const evaluation = await findCriticEvaluation(env.DB, project_id, id);
  if (!evaluation) throw new AssayError('not_found', `There is no evaluation ${id} of a critic in this project.`);
  return advance(env, project_id, evaluation);
}

/** The cron's part: evaluations whose batches have ended. */
export async function advanceCriticEvaluations(env: Env): Promise<void> {
  for (const { project_id, id } of await runningCriticEvaluations(env.DB, per_run)) {
    try {
      await requireCriticEvaluation(env, project_id, id);
    } catch (error) {
      const details = { project_id, critic_evaluation_id: id, error: String(error) };
      console.error(JSON.stringify({ level: 'error', chore: 'advance_critic_evaluations', ...details }));
    }
  }
}
