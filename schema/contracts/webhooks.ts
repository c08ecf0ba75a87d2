import { z } from 'zod';
import { Id, Page, Time } from './common.ts';

/** What a webhook can be told; docs/webhooks.md says what each carries. */
export const WebhookEvent = z
  .enum([
    'campaign.state_changed',
    'campaign.ratings',
    'rater.flagged',
    'rater.held',
    'rater.cleared',
    'snapshot.created',
    'job.finished',
    'judge.promoted',
  ])
  .meta({ id: 'WebhookEvent' });
export type WebhookEvent = z.infer<typeof WebhookEvent>;

const Events = z
  .array(WebhookEvent)
  .min(1)
  .max(WebhookEvent.options.length)
  .refine((events) => new Set(events).size === events.length, { message: 'must not name an event twice' });

export const WebhookCreate = z
  .strictObject({
    url: z.string().min(1).max(2000).meta({ description: 'https, at a public host; redirects are not followed.' }),
    events: Events,
    description: z.string().trim().max(500).default(''),
  })
  .meta({ id: 'WebhookCreate' });
export const WebhookPatch = z
  .strictObject({
    url: WebhookCreate.shape.url.optional(),
    events: Events.optional(),
    description: z.string().trim().max(500).optional(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'WebhookPatch' });
export type WebhookPatch = z.infer<typeof WebhookPatch>;
export const Webhook = z
  .object({
    id: Id('webhook'),
    url: z.string(),
    events: z.array(WebhookEvent),
    description: z.string(),
    enabled: z
      .boolean()
      .meta({ description: 'Disables itself when nothing was taken for five days; enable it again by PATCH.' }),
    failing_since: Time.nullable().meta({ description: 'The first failure since the last delivery that was taken.' }),
    created_at: Time,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;
export const WebhookPage = Page(Webhook, 'WebhookPage');
export const WebhookCreated = Webhook.extend({
  secret: z.string().meta({ description: 'whsec_…: signs every delivery (Standard Webhooks); shown this once.' }),
}).meta({ id: 'WebhookCreated' });

export const WebhookDelivery = z
  .object({
    id: Id('delivery').meta({ description: 'Sent as webhook-id; the same at every attempt.' }),
    webhook_id: Id('webhook'),
    event: z.union([WebhookEvent, z.literal('webhook.test')]),
    payload: z.unknown(),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    response_status: z.int().nullable(),
    last_error: z.string().nullable(),
    next_attempt_at: Time.nullable().meta({ description: 'null once it is delivered or given up.' }),
    delivered_at: Time.nullable(),
    created_at: Time,
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
export const WebhookDeliveryPage = Page(WebhookDelivery, 'WebhookDeliveryPage');
