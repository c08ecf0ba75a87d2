import { ProjectCreate, ProjectCreated } from '../../../schema/contracts/keys.ts';
import { newId } from '../../../schema/ids.ts';
import { makeKey } from '../auth/make-key.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { insertProject, publicKey } from '../store/keys.ts';

const create = endpoint(
  'setup',
  {
    method: 'post',
    path: '/v1/projects',
    tags: ['keys'],
    summary: 'Create a project and its first admin key',
    request: { body: body(ProjectCreate) },
    responses: { 201: json(ProjectCreated, 'The project, and the only showing of its key.') },
  },
  { creates: true },
);

export default router().openapi(create, async (c) => {
  const now = Date.now();
  const project_id = newId('project');
  const { name } = c.req.valid('json');
  const { row, token } = await makeKey(c.env.ASSAY_SECRET, {
    project_id,
    name: 'first admin key',
    scopes: ['admin'],
    expires_at: null,
    now,
  });
  await insertProject(c.env.DB, { project_id, name, created_at: now }, row);
  await audit(c.env.DB, {
    project_id,
    actor: 'setup',
    action: 'project.create',
    subject: project_id,
    details: { name, key_id: row.id },
  });
  return c.json({ project: { id: project_id, name, created_at: now }, key: { ...publicKey(row), token } }, 201);
});
