import { openSealed } from '../auth/sealed.ts';
import type { Env, WebhookMessage } from '../env.ts';
import { checkUrl, urlPolicy } from '../providers/urls.ts';
import { claimDelivery, findWebhook, settleDelivery, type WebhookRow } from '../store/webhooks.ts';
import { signWebhook } from './sign.ts';

const minute_ms = 60_000;
/** How long after each attempt the next one comes: as Standard Webhooks recommends, about three days in all. */
const backoff_ms = [1, 5, 30, 120, 300, 600, 840, 1200, 1440].map((minutes) => minutes * minute_ms);
/** A webhook that took nothing for so long is disabled. */
const days_ms = 5 * 86_400_000;
const timeout_ms = 15_000;

/** What a secret is sealed with: it opens for its own webhook only. */
export const sealedWith = ({ project_id, id }: Pick<WebhookRow, 'project_id' | 'id'>): string =>
  JSON.stringify(['webhook', project_id, id]);

/** Reads the queue of deliveries; D1 says which are due, so that a message that comes twice is sent once. */
export async function consumeWebhooks(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        await deliver(env, message.body as WebhookMessage, Date.now());
      } catch (error) {
        console.error(JSON.stringify({ level: 'error', queue: 'assay-webhooks', error: String(error) }));
      }
      // Whatever happened, the sweep sends what is due and was not settled.
      message.ack();
    }),
  );
}

async function deliver(env: Env, place: WebhookMessage, now: number): Promise<void> {
  const hook = await findWebhook(env.DB, place.project_id, place.webhook_id);
  if (!hook?.enabled) return;
  const row = await claimDelivery(env.DB, place, now, now + 2 * timeout_ms);
  if (!row) return;
  const { status, error } = await post(env, hook, row.id, row.payload, now);
  const wait = backoff_ms[row.attempts - 1];
  const state = error === null ? 'delivered' : wait === undefined ? 'failed' : 'pending';
  // A tenth either way, so that what failed together does not come back together.
  const next_attempt_at = now + (wait ?? 0) * (0.9 + 0.2 * Math.random());
  await settleDelivery(env.DB, place, {
    state,
    status,
    error,
    now,
    next_attempt_at: Math.round(next_attempt_at),
    days_ms,
  });
}

async function post(
  env: Env,
  hook: WebhookRow,
  id: string,
  body: string,
  now: number,
): Promise<{ status: number | null; error: string | null }> {
  const checked = checkUrl(hook.url, urlPolicy(env.ASSAY_ALLOW_PRIVATE_URLS));
  if ('wrong' in checked) return { status: null, error: checked.wrong };
  const seconds = Math.floor(now / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Assay-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': await signWebhook(await openSealed(env, hook, sealedWith(hook)), id, seconds, body),
  };
  try {
    const signal = AbortSignal.timeout(timeout_ms);
    const response = await fetch(checked.url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    if (response.ok) return { status: response.status, error: null };
    const moved = response.status >= 300 && response.status < 400 ? '; redirects are not followed' : '';
    return { status: response.status, error: `${checked.url.origin} answered ${response.status}${moved}.` };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const what = late ? `did not answer within ${timeout_ms / 1000} s` : 'cannot be reached';
    return { status: null, error: `${checked.url.origin} ${what}.` };
  }
}
