import { PageQuery } from '../../../schema/contracts/common.ts';
import { AuditPage } from '../../../schema/contracts/keys.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { listAudit } from '../store/audit.ts';

const list = endpoint('admin', {
  method: 'get',
  path: '/v1/audit',
  tags: ['keys'],
  summary: 'Read the audit log',
  request: { query: PageQuery },
  responses: { 200: json(AuditPage, 'Changes of keys, judges, campaigns and jobs, newest first.') },
});

export default router().openapi(list, async (c) =>
  c.json(await listAudit(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200),
);
