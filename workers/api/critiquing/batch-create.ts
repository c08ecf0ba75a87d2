import type { CritiqueBatchCreate } from '../../../schema/contracts/batches.ts';
import type { GainOptions } from '../../../schema/contracts/critic-evaluations.ts';
import type { Critic } from '../../../schema/contracts/critics.ts';
import type { Actor } from '../auth/actor.ts';
import { checkCeiling, checkRequests, openBatch, refuse } from '../batches/open.ts';
import type { Env } from '../env.ts';
import { requireJudge } from '../judging/require.ts';
import { checkProvider } from '../providers/index.ts';
import { type BatchRow, getBatch } from '../store/batches.ts';
import { getDataset } from '../store/datasets.ts';
import { readRequest } from './batch-work.ts';
import { stepsJudge } from './judge-member.ts';
import { requireCritic } from './require.ts';

/** Opens a batch of critiques. @throws AssayError */
export async function createCritiqueBatch(
  env: Env,
  project_id: string,
  wanted: CritiqueBatchCreate,
): Promise<BatchRow> {
  const critic = await requireCritic(env.DB, project_id, wanted.critic_id);
  checkCeiling(await paidBy(env, project_id, critic), wanted.cost_ceiling);
  const about = await checkSource(env, project_id, critic, wanted.source);
  const { source, show_reference, name = `${critic.name}: ${about}` } = wanted;
  return openBatch(env, project_id, {
    ...{ makes: 'critiques', judge_id: null, critic_id: critic.id, name, source, cache: 'skip', wanted },
    of_kind: { show_reference },
  });
}

/** Opens a batch that critiques responses and revises them, with the critique and without. @throws AssayError */
export async function createGainBatch(
  env: Env,
  actor: Actor,
  wanted: CritiqueBatchCreate,
  gain: GainOptions,
): Promise<BatchRow> {
  const { project_id } = actor;
  const critic = await requireCritic(env.DB, project_id, wanted.critic_id);
  if (gain.model.kind === 'rule') refuse('gain.model', 'A rule writes no text; give a model.');
  await checkProvider(env, gain.model, actor);
  const judge = await requireJudge(env.DB, project_id, gain.judge_id);
  if (judge.mode !== 'reference' && judge.mode !== 'check')
    refuse(
      'gain.judge_id',
      `Judge ${judge.id} judges in mode ${judge.mode}; right or wrong is said by reference or check.`,
    );
  const paid = [...(await paidBy(env, project_id, critic)), gain.model, ...judge.panel];
  checkCeiling(paid, wanted.cost_ceiling);
  const about = await checkSource(env, project_id, critic, wanted.source);
  const { source, show_reference, name = `${critic.name}, gain: ${about}` } = wanted;
  return openBatch(env, project_id, {
    ...{ makes: 'revisions', judge_id: judge.id, critic_id: critic.id, name, source, cache: 'skip', wanted },
    of_kind: { show_reference, gain },
  });
}

/** Whoever is paid for a critique: the panel, with the panels of the judges on it. */
export async function paidBy(env: Env, project_id: string, { panel }: Critic): Promise<object[]> {
  const whose = panel.map(async (member) =>
    member.kind === 'judge' ? (await stepsJudge(env.DB, project_id, member.judge_id)).panel : [member],
  );
  return (await Promise.all(whose)).flat();
}

async function checkSource(
  env: Env,
  project_id: string,
  critic: Critic,
  source: CritiqueBatchCreate['source'],
): Promise<string> {
  if (source.kind === 'dataset') return (await getDataset(env.DB, { project_id, dataset_id: source.dataset_id })).name;
  if (source.kind === 'critiques') {
    const batch = await getBatch(env.DB, { project_id, batch_id: source.batch_id });
    if (batch.makes !== 'critiques') refuse('source.batch_id', `Batch ${batch.id} makes ${batch.makes}, no critiques.`);
    if (batch.state !== 'done') refuse('source.batch_id', `Batch ${batch.id} is ${batch.state}; it must be done.`);
    return batch.name;
  }
  if (source.kind === 'upload') return 'upload';
  checkRequests(source.requests, (request) => readRequest(critic, request));
  return `${source.requests.length} requests`;
}
