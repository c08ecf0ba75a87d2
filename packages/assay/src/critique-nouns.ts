import type {
  BatchResume,
  CriticCreate,
  CriticEvaluation,
  CriticEvaluationCreate,
  CritiqueBatch,
  CritiqueBatchCreate,
  CritiqueBatchResult,
  CritiqueCreate,
  Refinement,
  RefinementCreate,
  Routes,
} from './api.ts';
import type { Caller } from './client.ts';
import type { CallOptions } from './send.ts';
import { going, settled } from './settled.ts';
import { type CritiqueEvent, type RefinementEvent, rowsOf } from './stream.ts';

type Query<R extends keyof Routes> = Routes[R] extends { query: infer Q } ? Q : never;

/** The nouns of critiques and refinements. */
export function critiqueNouns({ request, rows, events }: Caller) {
  const critics = {
    create: (body: CriticCreate, how?: CallOptions) => request('POST /v1/critics', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/critics/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/critics', {}, how),
  };
  const critiques = {
    create: (body: CritiqueCreate, how?: CallOptions) => request('POST /v1/critiques', { body }, how),
    /** The readings as they come, then the critique. */
    stream: (body: CritiqueCreate, how?: CallOptions) =>
      events<CritiqueEvent>('POST /v1/critiques', body, ['reading', 'critique'], how),
    get: (id: string, how?: CallOptions) => request('GET /v1/critiques/{id}', { path: { id } }, how),
    list: (query?: Query<'GET /v1/critiques'>, how?: CallOptions) =>
      rows('GET /v1/critiques', query ? { query } : {}, how),
  };
  const critique_batches = {
    create: (body: CritiqueBatchCreate, how?: CallOptions) => request('POST /v1/critique-batches', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/critique-batches/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/critique-batches', {}, how),
    cancel: (id: string, how?: CallOptions) => request('POST /v1/critique-batches/{id}/cancel', { path: { id } }, how),
    resume: (id: string, body: BatchResume = {}, how?: CallOptions) =>
      request('POST /v1/critique-batches/{id}/resume', { path: { id }, body }, how),
    /** The critiques made so far, in order. */
    async *results(id: string, how?: CallOptions): AsyncGenerator<CritiqueBatchResult> {
      yield* rowsOf(await request('GET /v1/critique-batches/{id}/results', { path: { id }, query: {} }, how));
    },
    /** The batch once it runs no more: done, or stopped for a reason that its `message` gives. */
    wait: (id: string, how: CallOptions = {}): Promise<CritiqueBatch> =>
      settled(
        () => critique_batches.get(id, how),
        ({ state }) => going.includes(state),
        how,
      ),
  };
  const critic_evaluations = {
    create: (critic_id: string, body: CriticEvaluationCreate, how?: CallOptions) =>
      request('POST /v1/critics/{id}/evaluations', { path: { id: critic_id }, body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/critic-evaluations/{id}', { path: { id } }, how),
    list: (critic_id: string, how?: CallOptions) =>
      rows('GET /v1/critics/{id}/evaluations', { path: { id: critic_id } }, how),
    /** The evaluation once it has a result or has failed. */
    wait: (id: string, how: CallOptions = {}): Promise<CriticEvaluation> =>
      settled(
        () => critic_evaluations.get(id, how),
        ({ state }) => state === 'running',
        how,
      ),
  };
  const refinements = {
    create: (body: RefinementCreate, how?: CallOptions) => request('POST /v1/refinements', { body }, how),
    /** Attempts, critiques and thoughts as they come, then the refinement. */
    stream: (body: RefinementCreate, how?: CallOptions) =>
      events<RefinementEvent>('POST /v1/refinements', body, ['step', 'refinement'], how),
    get: (id: string, how?: CallOptions) => request('GET /v1/refinements/{id}', { path: { id } }, how),
    list: (query?: Query<'GET /v1/refinements'>, how?: CallOptions) =>
      rows('GET /v1/refinements', query ? { query } : {}, how),
    steps: (id: string, how?: CallOptions) => rows('GET /v1/refinements/{id}/steps', { path: { id } }, how),
    cancel: (id: string, how?: CallOptions) => request('POST /v1/refinements/{id}/cancel', { path: { id } }, how),
    /** The refinement once it has ended. */
    wait: (id: string, how: CallOptions = {}): Promise<Refinement> =>
      settled(
        () => refinements.get(id, how),
        ({ state }) => state === 'queued' || state === 'running',
        how,
      ),
  };
  return { critics, critiques, critique_batches, critic_evaluations, refinements };
}
