import type { CritiqueBatchCreate } from '../../../schema/contracts/batches.ts';
import type { Critic } from '../../../schema/contracts/critics.ts';
import { checkCeiling, checkRequests, openBatch, refuse } from '../batches/open.ts';
import type { Env } from '../env.ts';
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
  const { source, name = `${critic.name}: ${about}` } = wanted;
  return openBatch(env, project_id, {
    ...{ makes: 'critiques', judge_id: null, critic_id: critic.id, name, source, cache: 'skip', wanted },
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
