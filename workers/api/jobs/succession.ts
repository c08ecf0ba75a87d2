import { type Judge, JudgeCreate } from '../../../schema/contracts/judges.ts';
import type { ShadowPut } from '../../../schema/contracts/shadows.ts';
import { AssayError } from '../../../schema/errors.ts';
import { id_prefixes } from '../../../schema/ids.ts';
import { type Actor, requireScope } from '../auth/actor.ts';
import type { Env } from '../env.ts';
import { beginShadow } from '../evaluating/shadow.ts';
import { checkEdgeJudge } from '../judging/edge.ts';
import { requireJudge } from '../judging/require.ts';
import { forgetShadows } from '../judging/standing-by.ts';
import { registerEdgeModel } from '../providers/edge-models.ts';
import { audit } from '../store/audit.ts';
import { type JobRow, noteMessage } from '../store/jobs.ts';
import { insertJudge } from '../store/judges.ts';
import { findShadow, putShadow } from '../store/shadows.ts';
import { references } from './recipes.ts';

/** The shadow into which a job's parameters want its judge put; null where they name no judge. */
function wantedShadow(recipe: string, params: Record<string, unknown>): ShadowPut | null {
  const named = references(recipe, params);
  const beside = named.find(({ kind }) => kind === 'judge')?.value;
  if (beside === undefined) return null;
  const campaign_id = named.find(({ kind }) => kind === 'labels')?.value;
  const margin = typeof params.margin === 'number' ? params.margin : 0.05;
  return { beside, against: campaign_id ? { kind: 'ratings', campaign_id } : { kind: 'teacher' }, margin, error: 0.05 };
}

/** A judge on an edge model that judges as the one in use does. */
function heir({ mode, options }: Judge, name: string, model: { id: string; sha256?: string }): JudgeCreate {
  const provider = { kind: 'edge', model: model.id, sha256: model.sha256 };
  return JudgeCreate.parse({ name, mode, options, provider });
}

/** Refuses a job whose judge could not stand beside the one it names, or whose key may make no judges. @throws AssayError */
export async function checkSuccession(
  env: Env,
  actor: Actor,
  recipe: string,
  params: Record<string, unknown>,
): Promise<void> {
  const wanted = wantedShadow(recipe, params);
  if (!wanted) return;
  requireScope(actor, 'judge');
  const current = await requireJudge(env.DB, actor.project_id, wanted.beside);
  checkEdgeJudge(heir(current, 'x', { id: 'starter-any' }));
  beginShadow({ id: '', mode: current.mode }, current, wanted, 0);
}

/** Makes a judge of what a job trained and puts it into the shadow of the one that the job names: once, however often it is called. */
export async function succeed(env: Env, job: JobRow): Promise<void> {
  const wanted = wantedShadow(job.recipe, job.params);
  if (!wanted) return;
  const { project_id, id: job_id } = job;
  const tell = (message: string) => noteMessage(env.DB, project_id, job_id, message);
  try {
    // The job's own letters: the same at every call, and judges still sort by time.
    const id = job_id.replace(/^[a-z]+/, id_prefixes.judge);
    if (await findShadow(env.DB, project_id, id)) return;
    const now = Date.now();
    const current = await requireJudge(env.DB, project_id, wanted.beside);
    const model = await registerEdgeModel(env, project_id, job_id, now);
    const judge = await insertJudge(env.DB, project_id, id, heir(current, model.manifest.name, model), now);
    await putShadow(env.DB, project_id, beginShadow(judge, current, wanted, now));
    forgetShadows(project_id, current.id);
    const made = { project_id, actor: 'system', subject: judge.id };
    const { name, version } = judge;
    await audit(env.DB, { ...made, action: 'judge.create', details: { name, version, job_id } });
    await audit(env.DB, { ...made, action: 'judge.shadow', details: { ...wanted, job_id } });
    await tell(`Judge ${judge.id} stands in the shadow of ${current.id}.`);
  } catch (error) {
    // Anything else may pass: the runner tells its finish again.
    if (!(error instanceof AssayError)) throw error;
    await tell(`The model is kept, but no judge on it stands in a shadow: ${error.message}`);
  }
}
