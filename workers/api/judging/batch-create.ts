import type { BatchCreate } from '../../../schema/contracts/batches.ts';
import type { CampaignKind } from '../../../schema/contracts/campaign-settings.ts';
import type { Judge } from '../../../schema/contracts/judges.ts';
import { checkCeiling, checkRequests, openBatch, refuse } from '../batches/open.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { judged_in } from '../campaigns/require-kind.ts';
import type { Env } from '../env.ts';
import type { BatchRow } from '../store/batches.ts';
import { getDataset } from '../store/datasets.ts';
import { requireNotDemoted } from './demoted.ts';
import { checkRequest } from './judge.ts';
import { requireJudge } from './require.ts';

const held: Record<CampaignKind, string> = { pair: 'pairs', single: 'single responses' };

/** Opens a batch of judgments. @throws AssayError */
export async function createBatch(env: Env, project_id: string, wanted: BatchCreate): Promise<BatchRow> {
  const judge = await requireJudge(env.DB, project_id, wanted.judge_id);
  await requireNotDemoted(env.DB, project_id, judge.id);
  checkCeiling(judge.panel, wanted.cost_ceiling);
  const about = await checkSource(env, project_id, judge, wanted.source);
  const { source, cache, name = `${judge.name}: ${about}` } = wanted;
  return openBatch(env, project_id, {
    ...{ makes: 'judgments', judge_id: judge.id, critic_id: null, name, source, cache, wanted },
  });
}

/** Refuses a source that the judge has nothing to judge in. @returns what it is, for the batch's name */
async function checkSource(env: Env, project_id: string, judge: Judge, source: BatchCreate['source']): Promise<string> {
  if (source.kind === 'dataset') {
    const dataset = await getDataset(env.DB, { project_id, dataset_id: source.dataset_id });
    if (judge.mode === 'pair' && source.models?.length === 1)
      refuse('source.models', 'Mode pair compares two models; name another, or none for all of them.');
    return dataset.name;
  }
  if (source.kind === 'campaign') {
    const campaign = await requireCampaign(env.DB, project_id, source.campaign_id);
    const modes = judged_in[campaign.kind];
    if (!modes.includes(judge.mode))
      refuse(
        'source.campaign_id',
        `The campaign "${campaign.name}" holds ${held[campaign.kind]}; judge ${judge.id} judges in mode ${judge.mode}, not ${modes.join(' or ')}.`,
      );
    return campaign.name;
  }
  if (source.kind === 'upload') return 'upload';
  checkRequests(source.requests, (request) => checkRequest(judge, request));
  return `${source.requests.length} requests`;
}
