import type { Critique } from '../../../schema/contracts/critiques.ts';
import type { ProjectSettings } from '../../../schema/contracts/settings.ts';
import type { Env } from '../env.ts';
import { cleaner, mapTexts } from '../judging/redact.ts';
import { settingsOf } from '../judging/settings.ts';
import { insertCritiques } from '../store/critiques.ts';

/** Keys whose texts are ours, not the caller's or a model's. */
const ours =
  /^(?:outcome|verdict|decision|kind|critique_id|nonce|model|part|role|type|media_type|data_base64|code|split)$/;

/** Writes a critique into the ledger, as the project's settings allow. @returns it as it is kept */
export async function keepCritique(env: Env, project_id: string, critique: Critique): Promise<Critique> {
  const [kept = critique] = await keepCritiques(env, project_id, [critique]);
  return kept;
}

/** Writes critiques into the ledger in one statement; one that is there stays. @returns them as they are kept */
export async function keepCritiques(env: Env, project_id: string, critiques: Critique[]): Promise<Critique[]> {
  const settings = await settingsOf(env.DB, project_id);
  const kept = critiques.map((critique) => redacted(critique, settings));
  await insertCritiques(env, project_id, kept);
  return kept;
}

function redacted(critique: Critique, settings: ProjectSettings): Critique {
  const clean = cleaner(settings);
  const { request, result } = critique;
  const readings = settings.keep_replies ? critique.readings : critique.readings.map((one) => ({ ...one, raw: '' }));
  if (!clean) return { ...critique, readings };
  return { ...critique, ...mapTexts({ request, readings, result }, clean, ours) };
}

/** A critique without any text: what a redacted one still says is its verdicts and its counts. */
export function emptiedCritique(critique: Critique, now: number): Critique {
  const { request, readings, result } = critique;
  const steps = result.steps.map((step) => ({ ...step, text: '', what: '', fix: '' }));
  const target = result.target && {
    ...result.target,
    points: result.target.points.map((point) => ({ ...point, what: '', reason: '' })),
    missed: result.target.missed.map((one) => ({ ...one, what: '' })),
  };
  return {
    ...critique,
    request: { reference: null, metadata: {}, seed: request.seed },
    readings: readings.map((one) => ({ ...one, raw: '', reason: '', detail: null })),
    result: { ...result, steps, target, summary: '' },
    redacted_at: now,
  };
}
