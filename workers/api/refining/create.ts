import type { RefinementCreate, RefinementRequest, RefinementStep } from '../../../schema/contracts/refinements.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import type { Actor } from '../auth/actor.ts';
import { requireCritic } from '../critiquing/require.ts';
import type { Env } from '../env.ts';
import { requireJudge } from '../judging/require.ts';
import { checkProvider } from '../providers/index.ts';
import { requireDataset } from '../store/datasets.ts';
import { claimRefinement, findRefinement, insertRefinement, type RefinementRow } from '../store/refinements.ts';
import { labelOf, workOn } from './refine.ts';
import { requirePointwise } from './worth.ts';

/** How long a refinement is worked on while its caller waits; then the queue goes on with it. */
const inline_ms = 30_000;
/** With keys that are not stored, nobody else can go on. */
const keyed_ms = 60_000;
/** Longer than one call may take beyond the time of its invocation. */
export const lease_ms = 180_000;

/** Refuses what cannot be refined, naming the field. @throws AssayError */
export async function checkRefinement(
  env: Env,
  actor: Actor,
  { request, background, provider_keys }: RefinementCreate,
): Promise<void> {
  const refuse = (path: string, message: string): never => {
    throw new AssayError('invalid_request', message, [{ path, message }]);
  };
  const models = { 'request.model': request.model, 'request.options.critic': criticOf(request) };
  for (const [path, config] of Object.entries(models)) {
    if (config?.kind === 'rule' || config?.kind === 'edge')
      refuse(path, `A backing of kind ${config.kind} writes no text; give a model.`);
    if (config) await checkProvider(env, config, actor);
  }
  if (request.strategy === 'critique-loop' && request.options.critic_id) {
    if (request.options.critic) refuse('request.options.critic', 'Give either critic or critic_id.');
    await requireCritic(env.DB, actor.project_id, request.options.critic_id);
  }
  const needs =
    request.strategy === 'tree-search' || (request.strategy === 'best-of-n' && request.options.by === 'judge');
  if (needs && !request.judge_id)
    refuse('request.judge_id', `The strategy ${request.strategy} needs a judge; give judge_id.`);
  if (request.judge_id) requirePointwise(await requireJudge(env.DB, actor.project_id, request.judge_id));
  if (request.item_id && !request.dataset_id) refuse('request.dataset_id', 'An item_id needs its dataset_id.');
  if (request.dataset_id)
    await requireDataset(env.DB, { project_id: actor.project_id, dataset_id: request.dataset_id });
  if (provider_keys && (background || request.budget.time_ms > keyed_ms))
    refuse(
      'provider_keys',
      `Keys given with a request are not stored: leave out background, and set budget.time_ms to ${keyed_ms} or less.`,
    );
}

const criticOf = (request: RefinementRequest) => ('critic' in request.options ? request.options.critic : undefined);

/** Starts a refinement that was checked, and works on it while the caller waits unless it is to be done in the background. */
export async function createRefinement(
  env: Env,
  actor: Actor,
  asked: RefinementCreate,
  on_step?: (step: RefinementStep) => void,
): Promise<RefinementRow> {
  const { request, background, provider_keys = {} } = asked;
  const { project_id } = actor;
  const now = Date.now();
  const row = await insertRefinement(env.DB, {
    ...{ project_id, id: newId('refinement'), strategy: request.strategy, request, state: 'queued' },
    ...{ model: labelOf(request), dataset_id: request.dataset_id ?? null, item_id: request.item_id ?? null },
    ...{ created_at: now, updated_at: now },
  });
  const at = { project_id, id: row.id };
  if (background) await env.REFINEMENTS.send({ project_id, refinement_id: row.id });
  else {
    const claimed = await claimRefinement(env.DB, at, now, now + lease_ms);
    const pause_at = asked.provider_keys ? null : now + inline_ms;
    const ended =
      claimed &&
      (await workOn(env, claimed, { project_id, provider_keys }, { pause_at, ...(on_step ? { on_step } : {}) }));
    if (!ended) await env.REFINEMENTS.send({ project_id, refinement_id: row.id });
  }
  return (await findRefinement(env.DB, at)) ?? row;
}
