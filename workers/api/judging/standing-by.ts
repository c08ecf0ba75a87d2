import type { Judge } from '../../../schema/contracts/judges.ts';
import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { gradesOf } from '../../../schema/contracts/modes.ts';
import type { Shadow } from '../../../schema/contracts/shadows.ts';
import type { Env } from '../env.ts';
import { insertShadowVerdict, shadowsBeside } from '../store/shadows.ts';
import { type Bench, judgeMany } from './judge.ts';
import { requireJudge } from './require.ts';

/** A promotion or a roll-back holds everywhere after this long; the isolate that made it knows at once. */
const fresh_ms = 5000;
/** Promotions on top of each other that a request follows. */
const most_steps = 5;
const known = new Map<string, { shadows: Shadow[]; read_at: number }>();

async function beside(db: D1Database, project_id: string, judge_id: string): Promise<Shadow[]> {
  const key = `${project_id} ${judge_id}`;
  const now = Date.now();
  const held = known.get(key);
  if (held && now - held.read_at < fresh_ms) return held.shadows;
  const shadows = await shadowsBeside(db, project_id, judge_id);
  if (known.size > 1000) known.clear();
  known.set(key, { shadows, read_at: now });
  return shadows;
}

/** Forgets what was read of the judges beside a judge, because it changed. */
export function forgetShadows(project_id: string, judge_id: string): void {
  known.delete(`${project_id} ${judge_id}`);
}

/** The judge that answers for the one a request names: itself, or the one that was promoted into its place. */
export async function answeringJudge(db: D1Database, project_id: string, named: Judge): Promise<Judge> {
  let judge = named;
  for (let step = 0; step < most_steps; step++) {
    const promoted = (await beside(db, project_id, judge.id)).find(({ state }) => state === 'promoted');
    if (!promoted) break;
    judge = await requireJudge(db, project_id, promoted.judge_id);
  }
  return judge;
}

/** Lets the judges in a judge's shadow judge what it judged, after its answer is sent. What fails there fails alone. */
export async function judgeInShadow(bench: Bench, judge: Judge, judgment: Judgment): Promise<void> {
  const { env, caller } = bench;
  if (judgment.cached_from !== null) return;
  for (const { state, judge_id } of await beside(env.DB, caller.project_id, judge.id)) {
    if (state !== 'shadow') continue;
    try {
      const shadow = await requireJudge(env.DB, caller.project_id, judge_id);
      await judgeOne(env, { env, caller }, shadow, judgment);
    } catch (error) {
      const details = { project_id: caller.project_id, judge_id, judgment_id: judgment.id, error: String(error) };
      console.error(JSON.stringify({ level: 'error', what: 'judging in the shadow', ...details }));
    }
  }
}

async function judgeOne(env: Env, bench: Bench, shadow: Judge, judgment: Judgment): Promise<void> {
  const [judged] = await judgeMany(bench, shadow, [judgment.request]);
  if (!judged) return;
  const said = {
    judge_id: shadow.id,
    judgment_id: judgment.id,
    outcome: saidBy(shadow, judged.verdict),
    current_outcome: saidBy(shadow, judgment.verdict),
    comparison_id: judgment.request.comparison_id ?? null,
  };
  await insertShadowVerdict(env.DB, bench.caller.project_id, said, Date.now());
}

/** A verdict as the gate compares it. An abstention counts as what it would have been: never to answer is no way to be right. */
function saidBy(judge: Judge, { outcome, abstained_from, score }: Judgment['verdict']): string {
  const said = outcome === 'abstained' ? (abstained_from ?? 'unreadable') : outcome;
  if (judge.mode !== 'score' || said !== 'scored' || score === null) return said;
  const grades = gradesOf(judge.options.scale);
  return score >= ((grades[0] ?? 0) + (grades.at(-1) ?? 0)) / 2 ? 'upper half' : 'lower half';
}
