import { sweepBatches } from './batches/sweep.ts';
import { updateCampaigns } from './campaigns/fold.ts';
import { refreshAllQuality } from './campaigns/quality/refresh.ts';
import { advanceCriticEvaluations } from './critiquing/evaluating/evaluate.ts';
import type { Env } from './env.ts';
import { advanceEvaluations } from './evaluating/evaluate.ts';
import { refreshShadows } from './evaluating/shadow.ts';
import { refreshWatches } from './evaluating/watch.ts';
import { sweepUploads } from './imports/sweep.ts';
import { sweepJobs } from './jobs/dispatch.ts';
import { keepWarm } from './judging/keep-warm.ts';
import { dropExpired } from './judging/retention.ts';
import { sweepRefinements } from './refining/consume.ts';
import { purgeIdempotency } from './store/idempotency.ts';
import { dropRejections, evidence_ms } from './store/rejections.ts';
import { purgeReservations } from './store/reservations.ts';
import { sweepWebhooks } from './webhooks/sweep.ts';

const day_ms = 86_400_000;

type Chore = (env: Env, now: number) => Promise<void>;

/** What each minute's cron does: one line each; every chore may run twice or be skipped. */
const chores: Record<string, Chore> = {
  update_campaigns: (env) => updateCampaigns(env.DB),
  refresh_quality: (env, now) => refreshAllQuality(env.DB, now),
  advance_evaluations: advanceEvaluations,
  advance_critic_evaluations: advanceCriticEvaluations,
  refresh_shadows: refreshShadows,
  refresh_watches: refreshWatches,
  sweep_batches: sweepBatches,
  sweep_jobs: sweepJobs,
  sweep_refinements: sweepRefinements,
  sweep_uploads: sweepUploads,
  sweep_webhooks: sweepWebhooks,
  keep_edge_models_warm: keepWarm,
  drop_expired_judgments: dropExpired,
  purge_reservations: (env, now) => purgeReservations(env.DB, now),
  drop_rejections: (env, now) => dropRejections(env.DB, now - evidence_ms),
  purge_idempotency: (env, now) => purgeIdempotency(env.DB, now - day_ms),
};

/** Runs every chore; one that fails is logged and does not stop the others. */
export async function runCron(env: Env, now: number): Promise<void> {
  for (const [name, chore] of Object.entries(chores)) {
    try {
      await chore(env, now);
    } catch (error) {
      console.error(JSON.stringify({ level: 'error', chore: name, error: String(error) }));
    }
  }
}
