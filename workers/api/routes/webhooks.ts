import { z } from 'zod';
import { Deleted, Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  Webhook,
  WebhookCreate,
  WebhookCreated,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookPage,
  WebhookPatch,
} from '../../../schema/contracts/webhooks.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { seal } from '../auth/sealed.ts';
import type { Env } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { checkUrl, urlPolicy } from '../providers/urls.ts';
import { audit } from '../store/audit.ts';
import {
  changeWebhook,
  deleteWebhook,
  findWebhook,
  insertDeliveries,
  insertWebhook,
  listDeliveries,
  listWebhooks,
  publicDelivery,
  publicWebhook,
  renewDelivery,
} from '../store/webhooks.ts';
import { sealedWith } from '../webhooks/deliver.ts';
import { newWebhookSecret } from '../webhooks/sign.ts';

const tags = ['webhooks'];
const path = '/v1/webhooks';
const params = z.object({ id: Id('webhook') });

const create = endpoint(
  'admin',
  {
    ...{ method: 'post', path, tags, summary: 'Have an address told what happens' },
    description: 'Deliveries are signed by the Standard Webhooks specification and tried for about three days.',
    request: { body: body(WebhookCreate) },
    responses: { 201: json(WebhookCreated, 'The webhook with its signing secret, which is not shown again.') },
  },
  { creates: true },
);
const list = endpoint('admin', {
  ...{ method: 'get', path, tags, summary: 'List webhooks' },
  request: { query: PageQuery },
  responses: { 200: json(WebhookPage, 'Webhooks, newest first.') },
});
const patch = endpoint('admin', {
  ...{ method: 'patch', path: `${path}/{id}`, tags, summary: 'Change, disable or enable a webhook' },
  request: { params, body: body(WebhookPatch) },
  responses: { 200: json(Webhook, 'The webhook as it is now.') },
});
const remove = endpoint('admin', {
  ...{ method: 'delete', path: `${path}/{id}`, tags, summary: 'Delete a webhook and its deliveries' },
  request: { params },
  responses: { 200: json(Deleted, 'Gone.') },
});
const test = endpoint('admin', {
  ...{ method: 'post', path: `${path}/{id}/test`, tags, summary: 'Send a webhook the event webhook.test' },
  request: { params },
  responses: { 202: json(z.object({ id: Id('delivery') }), 'On its way; the deliveries tell how it went.') },
});
const deliveries = endpoint('admin', {
  ...{ method: 'get', path: `${path}/{id}/deliveries`, tags, summary: "List a webhook's deliveries" },
  request: { params, query: PageQuery },
  responses: { 200: json(WebhookDeliveryPage, 'Deliveries of the last 30 days, newest first.') },
});
const again = endpoint('admin', {
  ...{ method: 'post', path: `${path}/{id}/deliveries/{delivery_id}/redeliver`, tags, summary: 'Deliver again' },
  request: { params: params.extend({ delivery_id: Id('delivery') }) },
  responses: { 202: json(WebhookDelivery, 'On its way once more, under the same webhook-id.') },
});

async function requireWebhook(env: Env, project_id: string, id: string) {
  const row = await findWebhook(env.DB, project_id, id);
  if (!row) throw new AssayError('not_found', `There is no webhook ${id} in this project.`);
  return row;
}

function requireUrl(env: Env, text: string): void {
  const checked = checkUrl(text, urlPolicy(env.ASSAY_ALLOW_PRIVATE_URLS));
  if ('wrong' in checked) throw new AssayError('invalid_request', `url: ${checked.wrong}.`);
}

export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const given = c.req.valid('json');
    requireUrl(c.env, given.url);
    const id = newId('webhook');
    const secret = newWebhookSecret();
    const sealed = await seal(c.env, secret, sealedWith({ project_id, id }));
    const row = { ...given, project_id, id, ...sealed, enabled: true, failing_since: null, created_at: Date.now() };
    await insertWebhook(c.env.DB, row);
    const details = { url: new URL(given.url).origin, events: given.events };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'webhook.create', subject: id, details });
    return c.json({ ...publicWebhook(row), secret }, 201);
  })
  .openapi(list, async (c) => c.json(await listWebhooks(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(patch, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const given = c.req.valid('json');
    await requireWebhook(c.env, project_id, id);
    if (given.url !== undefined) requireUrl(c.env, given.url);
    await changeWebhook(c.env.DB, project_id, id, given);
    const details = { changed: Object.keys(given) };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'webhook.update', subject: id, details });
    return c.json(publicWebhook(await requireWebhook(c.env, project_id, id)), 200);
  })
  .openapi(remove, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    if (!(await deleteWebhook(c.env.DB, project_id, id)))
      throw new AssayError('not_found', `There is no webhook ${id} in this project.`);
    await audit(c.env.DB, { project_id, actor: key_id, action: 'webhook.delete', subject: id });
    return c.json({ id, deleted: true as const }, 200);
  })
  .openapi(test, async (c) => {
    const { project_id } = actorOf(c);
    const { id: webhook_id } = c.req.valid('param');
    const { enabled } = await requireWebhook(c.env, project_id, webhook_id);
    if (!enabled) throw new AssayError('conflict', `The webhook ${webhook_id} is disabled; enable it first.`);
    const [id = ''] = await insertDeliveries(c.env.DB, project_id, [webhook_id], 'webhook.test', { webhook_id });
    await c.env.WEBHOOKS.send({ project_id, webhook_id, id });
    return c.json({ id }, 202);
  })
  .openapi(deliveries, async (c) => {
    const { project_id } = actorOf(c);
    const { id } = await requireWebhook(c.env, project_id, c.req.valid('param').id);
    return c.json(await listDeliveries(c.env.DB, project_id, id, c.req.valid('query')), 200);
  })
  .openapi(again, async (c) => {
    const { project_id } = actorOf(c);
    const { id: webhook_id, delivery_id: id } = c.req.valid('param');
    await requireWebhook(c.env, project_id, webhook_id);
    const row = await renewDelivery(c.env.DB, { project_id, webhook_id, id }, Date.now());
    if (!row) throw new AssayError('not_found', `The webhook ${webhook_id} has no delivery ${id}.`);
    await c.env.WEBHOOKS.send({ project_id, webhook_id, id });
    return c.json(publicDelivery(row), 202);
  });
