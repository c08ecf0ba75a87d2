import type { Critique, CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { findCritique } from '../store/critiques.ts';
import type { Point } from './material.ts';

/** A request with its target read from the ledger, so that it stands by itself. @throws AssayError `not_found`, `invalid_request` */
export async function withTarget(
  env: Pick<Env, 'DB' | 'FILES'>,
  project_id: string,
  request: CritiqueRequest,
): Promise<CritiqueRequest> {
  const { target } = request;
  if (!target?.critique_id) return request;
  requireOneTarget(request);
  const critique = await findCritique(env, project_id, target.critique_id);
  if (!critique) throw new AssayError('not_found', `There is no critique ${target.critique_id} in this project.`);
  if (critique.redacted_at !== null) refuse(`Critique ${critique.id} was redacted; nothing of it is left to check.`);
  return targeting(request, critique);
}

/** Refuses a target that is in the ledger and given at once. @throws AssayError `invalid_request` */
export function requireOneTarget({ target }: CritiqueRequest): void {
  if (target?.critique_id && target.points) refuse('Give the critique_id of a critique or its points, not both.');
}

function refuse(message: string): never {
  throw new AssayError('invalid_request', message, [{ path: 'target', message }]);
}

/** A request whose target is a critique of the ledger: its steps and its points. */
export function targeting(request: CritiqueRequest, critique: Critique): CritiqueRequest {
  const { result } = critique;
  const points = result.steps.flatMap(({ step, verdict, what, fix }): Point[] =>
    verdict === 'wrong' || verdict === 'doubtful' ? [{ step, verdict, what, fix }] : [],
  );
  const { prompt } = critique.request;
  return {
    ...request,
    ...(request.prompt === undefined && prompt !== undefined ? { prompt } : {}),
    reference: request.reference ?? critique.request.reference,
    // The points name steps as that critique had them.
    steps: result.steps.map(({ text }) => text),
    target: { critique_id: critique.id, points, summary: result.summary },
  };
}
