import artifacts from './artifacts.ts';
import assignments from './assignments.ts';
import audit from './audit.ts';
import calibrations from './calibrations.ts';
import campaign_exports from './campaign-exports.ts';
import campaign_live from './campaign-live.ts';
import campaigns from './campaigns.ts';
import cascades from './cascades.ts';
import comparison_sources from './comparison-sources.ts';
import comparisons from './comparisons.ts';
import credentials from './credentials.ts';
import critic_evaluations from './critic-evaluations.ts';
import critics from './critics.ts';
import critique_batches from './critique-batches.ts';
import critiques from './critiques.ts';
import datasets from './datasets.ts';
import edge_models from './edge-models.ts';
import evaluations from './evaluations.ts';
import health from './health.ts';
import invitations from './invitations.ts';
import items from './items.ts';
import job_events from './job-events.ts';
import jobs from './jobs.ts';
import judges from './judges.ts';
import judgment_batches from './judgment-batches.ts';
import judgments from './judgments.ts';
import keys from './keys.ts';
import leaderboard_reads from './leaderboard-reads.ts';
import leaderboards from './leaderboards.ts';
import media from './media.ts';
import models from './models.ts';
import projects from './projects.ts';
import public_leaderboards from './public-leaderboards.ts';
import rater_assignments from './rater-assignments.ts';
import rater_quality from './rater-quality.ts';
import rater_review from './rater-review.ts';
import rating_imports from './rating-imports.ts';
import rating_sessions from './rating-sessions.ts';
import ratings from './ratings.ts';
import recipes from './recipes.ts';
import refinement_steps from './refinement-steps.ts';
import refinements from './refinements.ts';
import replays from './replays.ts';
import response_scores from './response-scores.ts';
import responses from './responses.ts';
import retirements from './retirements.ts';
import runner from './runner.ts';
import runner_artifacts from './runner-artifacts.ts';
import self_correction_reports from './self-correction-reports.ts';
import session from './session.ts';
import settings from './settings.ts';
import shadows from './shadows.ts';
import skips from './skips.ts';
import uploads from './uploads.ts';
import watches from './watches.ts';
import webhooks from './webhooks.ts';

/** Every noun of the API: one file and one line each. */
export const routes = {
  artifacts,
  assignments,
  audit,
  calibrations,
  campaign_exports,
  campaign_live,
  campaigns,
  cascades,
  comparisons,
  comparison_sources,
  credentials,
  critics,
  critic_evaluations,
  critique_batches,
  critiques,
  datasets,
  edge_models,
  evaluations,
  health,
  invitations,
  items,
  jobs,
  job_events,
  judges,
  judgment_batches,
  judgments,
  keys,
  leaderboard_reads,
  leaderboards,
  media,
  models,
  projects,
  public_leaderboards,
  rater_assignments,
  rater_quality,
  rater_review,
  rating_imports,
  rating_sessions,
  ratings,
  recipes,
  refinement_steps,
  refinements,
  replays,
  response_scores,
  responses,
  retirements,
  runner,
  runner_artifacts,
  self_correction_reports,
  session,
  settings,
  shadows,
  skips,
  uploads,
  watches,
  webhooks,
};
