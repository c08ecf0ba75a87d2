import type { Judge } from '../../../schema/contracts/judges.ts';
import type { Gate, Shadow, ShadowPut } from '../../../schema/contracts/shadows.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { forgetShadows } from '../judging/standing-by.ts';
import { type Bout, gate } from '../metrics/gate.ts';
import { wilson } from '../metrics/interval.ts';
import { audit } from '../store/audit.ts';
import {
  countShadowVerdicts,
  noteShadow,
  type RatedVerdict,
  ratedVerdicts,
  shadowsWaiting,
  shadowVerdicts,
} from '../store/shadows.ts';

/** Labeled requests that a test looks at, and shadows that one run of the cron does. */
const most_bouts = 20_000;
const per_run = 50;

const empty: Gate = {
  ...{ labeled: 0, waiting: 0, agreement: wilson(0, 0), current_agreement: wilson(0, 0) },
  ...{ promote: 1, reject: 1, threshold: 0, decided_after: null },
};

/** A judge as it enters the shadow of another. @throws AssayError where the two cannot be compared */
export function beginShadow(judge: Pick<Judge, 'id' | 'mode'>, current: Judge, wanted: ShadowPut, now: number): Shadow {
  const refuse = (path: string, message: string) => {
    throw new AssayError('invalid_request', message, [{ path, message }]);
  };
  if (judge.id === current.id) refuse('beside', 'A judge does not stand in its own shadow; name another.');
  if (judge.mode !== current.mode)
    refuse('beside', `Judge ${current.id} judges in mode ${current.mode}, not ${judge.mode}.`);
  if (wanted.against.kind === 'ratings' && judge.mode !== 'pair')
    refuse('against', `Raters compare pairs: a judge of mode ${judge.mode} is held against its teacher.`);
  const times = { created_at: now, updated_at: now, decided_at: null };
  return { judge_id: judge.id, ...wanted, state: 'shadow', gate: { ...empty, threshold: 1 / wanted.error }, ...times };
}

/** The bouts of a shadow: on which labeled requests it was right, and on which the judge in use was. */
async function boutsOf(env: Env, project_id: string, { judge_id, against }: Shadow): Promise<Bout[]> {
  if (against.kind === 'teacher') {
    const said = await shadowVerdicts(env.DB, { project_id, judge_id }, most_bouts);
    return said.map(({ outcome, current_outcome }) => ({ shadow: outcome === current_outcome, current: true }));
  }
  const { campaign_id } = against;
  const rated = await ratedVerdicts(env.DB, { project_id, judge_id, campaign_id }, most_bouts);
  return rated.map((one) => ({ shadow: isRight(one.outcome, one), current: isRight(one.current_outcome, one) }));
}

function isRight(outcome: string, { choice, winner, model_a }: RatedVerdict): boolean {
  const human = winner === null ? 'tie' : winner === model_a ? 'a' : 'b';
  const level = outcome === 'both_bad' ? 'tie' : outcome;
  return level === (choice === 'both_bad' ? 'tie' : human);
}

/** A shadow with the labels that have come: promoted, rejected or still waiting. One that was decided stays as it is. */
export async function refreshShadow(env: Env, project_id: string, shadow: Shadow, now: number): Promise<Shadow> {
  if (shadow.state !== 'shadow') return shadow;
  const bouts = await boutsOf(env, project_id, shadow);
  const { decision, ...evidence } = gate(bouts, shadow);
  const right = (of: keyof Bout) => wilson(bouts.filter((bout) => bout[of]).length, bouts.length);
  const judged = await countShadowVerdicts(env.DB, project_id, shadow.judge_id);
  const found = {
    ...evidence,
    labeled: bouts.length,
    waiting: Math.max(0, judged - bouts.length),
    agreement: right('shadow'),
    current_agreement: right('current'),
  };
  const states = { promote: 'promoted', reject: 'rejected' } as const;
  const decided = decision ? { state: states[decision], decided_at: now } : {};
  const next: Shadow = { ...shadow, gate: found, ...decided, updated_at: now };
  if (!(await noteShadow(env.DB, project_id, shadow, next))) return shadow;
  if (next.state !== 'shadow') await announce(env, project_id, next, 'system');
  return next;
}

/** Takes a promotion back: requests go to the judge that they name again. @throws AssayError `conflict` where there is none */
export async function rollBack(
  env: Env,
  project_id: string,
  shadow: Shadow,
  actor: string,
  now: number,
): Promise<Shadow> {
  const next: Shadow = { ...shadow, state: 'rolled_back', updated_at: now };
  if (shadow.state !== 'promoted' || !(await noteShadow(env.DB, project_id, shadow, next)))
    throw new AssayError(
      'conflict',
      `Judge ${shadow.judge_id} is ${shadow.state}, not promoted: nothing to roll back.`,
    );
  await announce(env, project_id, next, actor);
  return next;
}

async function announce(env: Env, project_id: string, { judge_id, beside, state, gate }: Shadow, actor: string) {
  forgetShadows(project_id, beside);
  const { labeled, promote, reject } = gate;
  const details = { beside, labeled, promote, reject };
  await audit(env.DB, { project_id, actor, action: `judge.${state}`, subject: judge_id, details });
}

/** The cron's part: every shadow that waits. */
export async function refreshShadows(env: Env, now: number): Promise<void> {
  for (const { project_id, shadow } of await shadowsWaiting(env.DB, per_run)) {
    try {
      await refreshShadow(env, project_id, shadow, now);
    } catch (error) {
      const details = { project_id, judge_id: shadow.judge_id, error: String(error) };
      console.error(JSON.stringify({ level: 'error', chore: 'refresh_shadows', ...details }));
    }
  }
}
