import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Key, KeyCreate, KeyCreated, KeyPage } from '../../../schema/contracts/keys.ts';
import { AssayError } from '../../../schema/errors.ts';
import { makeKey } from '../auth/make-key.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { insertKey, listKeys, publicKey, revokeKey } from '../store/keys.ts';

const tags = ['keys'];

const list = endpoint('admin', {
  method: 'get',
  path: '/v1/keys',
  tags,
  summary: 'List keys',
  request: { query: PageQuery },
  responses: { 200: json(KeyPage, 'Keys, newest first.') },
});

const create = endpoint(
  'admin',
  {
    method: 'post',
    path: '/v1/keys',
    tags,
    summary: 'Create a key',
    request: { body: body(KeyCreate) },
    responses: { 201: json(KeyCreated, 'The key with its token, shown once.') },
  },
  { creates: true },
);

const revoke = endpoint('admin', {
  method: 'delete',
  path: '/v1/keys/{id}',
  tags,
  summary: 'Revoke a key',
  request: { params: z.object({ id: Id('key') }) },
  responses: { 200: json(Key, 'The revoked key.') },
});

export default router()
  .openapi(list, async (c) => c.json(await listKeys(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const wanted = c.req.valid('json');
    const now = Date.now();
    if (wanted.expires_at !== null && wanted.expires_at <= now) {
      throw new AssayError(
        'invalid_request',
        `expires_at ${wanted.expires_at} lies in the past; give a later time in milliseconds, or null.`,
      );
    }
    const { row, token } = await makeKey(c.env.ASSAY_SECRET, { ...wanted, project_id, now });
    await insertKey(c.env.DB, row);
    await audit(c.env.DB, {
      project_id,
      actor: key_id,
      action: 'key.create',
      subject: row.id,
      details: { name: row.name, scopes: row.scopes },
    });
    return c.json({ ...publicKey(row), token }, 201);
  })
  .openapi(revoke, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const row = await revokeKey(c.env.DB, project_id, id, Date.now());
    if (!row) throw new AssayError('not_found', `There is no key ${id} in this project.`);
    await audit(c.env.DB, {
      project_id,
      actor: key_id,
      action: 'key.revoke',
      subject: id,
      details: { name: row.name },
    });
    return c.json(publicKey(row), 200);
  });
