import type { Critic } from '../../../schema/contracts/critics.ts';
import { type Critique, CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import { type Entry, type Kind, pooled } from '../batches/work.ts';
import type { Env } from '../env.ts';
import type { BatchRow } from '../store/batches.ts';
import { findCritiques } from '../store/critiques.ts';
import { callsOfCritique } from './calls.ts';
import { makeCritique, subjectOf } from './critique.ts';
import { keepCritiques } from './keep.ts';
import { requireOneTarget, targeting, withTarget } from './target.ts';

/** A batch's critiques, made as any critique is: of responses, of requests, or of another batch's critiques. */
export function critiqueKind(env: Env, row: BatchRow, critic: Critic): Kind<CritiqueRequest, Critique> {
  const { project_id, id: batch_id } = row;
  const whole = (request: CritiqueRequest) =>
    request.target?.points ? Promise.resolve(request) : withTarget(env, project_id, request);
  return {
    noun: 'critique',
    tasksOf: (responses) =>
      responses.map(({ id, item_id, size, item_size }) => ({ item_id, response_ids: [id], size: size + item_size })),
    read: (given) => readRequest(critic, given),
    ofResponses: ({ prompt, reference }, responses, metadata) => {
      const [first] = responses;
      const said = first?.steps ? { steps: first.steps } : { response: first?.content };
      const shown = row.settings.show_reference === false ? null : reference;
      return CritiqueRequest.parse({ prompt, reference: shown, metadata, ...said });
    },
    ofCritique: (critique) =>
      targeting(CritiqueRequest.parse({ metadata: critique.request.metadata, target: { points: [] } }), critique),
    callsOf: (request) => callsOfCritique(env.DB, project_id, critic, request),
    find: async (ids) => (await findCritiques(env, project_id, ids)).map(entryOf),
    make: (bench, asked, width) =>
      pooled(asked, width, async ({ id, request }) => ({
        ...(await makeCritique(bench, critic, await whole(request))),
        ...{ id, batch_id },
      })),
    entryOf,
    keep: async (made) => void (await keepCritiques(env, project_id, made)),
    shown: (ids) => findCritiques(env, project_id, ids),
  };
}

/** A request given by hand or as a line. @throws AssayError, ZodError */
export function readRequest(critic: Critic, given: unknown): CritiqueRequest {
  const request = CritiqueRequest.parse(given);
  requireOneTarget(request);
  // A target in the ledger is read when its turn comes; until then its steps are not known.
  if (!request.target?.critique_id) subjectOf(critic, request);
  return request;
}

/** A critique as the machinery sees it: what nobody could read is unreadable, not undecided. */
export function entryOf(critique: Critique): Entry {
  const { readings, result } = critique;
  const silent = readings.every(({ outcome }) => outcome === 'unreadable' || outcome === 'failed');
  return { ...critique, outcome: silent ? 'unreadable' : result.decision };
}
