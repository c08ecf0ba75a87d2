import { RatingMessage } from '../../../schema/contracts/campaigns.ts';
import type { Env } from '../env.ts';
import { audit } from '../store/audit.ts';
import { readMessage, storeSent } from './submit/store.ts';

/**
 * A rating that the queue gave up on was acknowledged to a person, so it is never lost: it is written after all, or, where it is no rating
 * that can be read, kept as it came in R2 and noted in its project's audit log.
 */
export async function keepDeadRating(env: Env, body: unknown, message_id: string): Promise<void> {
  const parsed = readMessage(body);
  if (parsed.success) {
    await storeSent(env.DB, parsed.data);
    return;
  }
  const { project_id, campaign_id } = namesIn(body);
  const key = `${project_id === null ? '' : `${project_id}/`}dead-letters/ratings/${message_id}.json`;
  const reason = parsed.error.issues[0];
  const kept = { body, reason: `${reason?.path.join('.')}: ${reason?.message}`, kept_at: Date.now() };
  await env.FILES.put(key, JSON.stringify(kept), { httpMetadata: { contentType: 'application/json' } });
  if (project_id === null) return;
  const entry = { project_id, actor: 'system', action: 'rating.unreadable', subject: campaign_id ?? message_id };
  await audit(env.DB, { ...entry, details: { key, reason: kept.reason } });
}

/** Whose rating it may be, as far as it says so in a form that names can have. */
function namesIn(body: unknown): { project_id: string | null; campaign_id: string | null } {
  const { project_id, campaign_id } = RatingMessage.shape;
  const whole = body !== null && typeof body === 'object' ? (body as Record<string, unknown>) : {};
  const given = Array.isArray(whole.parcel) ? ((whole.parcel[0] ?? {}) as Record<string, unknown>) : whole;
  return {
    project_id: project_id.safeParse(given.project_id).data ?? null,
    campaign_id: campaign_id.safeParse(given.campaign_id).data ?? null,
  };
}
