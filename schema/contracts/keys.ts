import { z } from 'zod';
import { Id, Name, Page, Time } from './common.ts';

/** What a key may do. `admin` includes every other scope. */
export const scopes = ['judge', 'read', 'rate', 'campaigns', 'jobs', 'runner', 'admin'] as const;
export const Scope = z.enum(scopes).meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

export const Project = z.object({ id: Id('project'), name: Name, created_at: Time }).meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

export const ProjectCreate = z.strictObject({ name: Name }).meta({ id: 'ProjectCreate' });

export const Key = z
  .object({
    id: Id('key'),
    name: Name,
    scopes: z.array(Scope),
    created_at: Time,
    expires_at: Time.nullable(),
    last_used_at: Time.nullable(),
    revoked_at: Time.nullable(),
  })
  .meta({ id: 'Key' });
export type Key = z.infer<typeof Key>;

export const KeyCreate = z
  .strictObject({
    name: Name,
    scopes: z.array(Scope).min(1).max(scopes.length),
    expires_at: Time.nullable().default(null),
  })
  .meta({ id: 'KeyCreate' });

/** The only answer that ever carries a key's secret. */
export const KeyCreated = Key.extend({
  token: z.string().meta({ description: 'Shown once; only a hash is kept.' }),
}).meta({
  id: 'KeyCreated',
});
export type KeyCreated = z.infer<typeof KeyCreated>;

export const ProjectCreated = z.object({ project: Project, key: KeyCreated }).meta({ id: 'ProjectCreated' });
export type ProjectCreated = z.infer<typeof ProjectCreated>;

export const KeyPage = Page(Key, 'KeyPage');

/** Signing in: a key is exchanged for a session cookie. */
export const SessionCreate = z.strictObject({ key: z.string().min(1).max(200) }).meta({ id: 'SessionCreate' });

/** Who is signed in, or whose key was used. */
export const Session = z
  .object({
    project: Project,
    key: z.object({ id: Id('key'), name: Name, scopes: z.array(Scope) }),
    expires_at: Time.nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const AuditEntry = z
  .object({
    id: Id('audit'),
    at: Time,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
export const AuditPage = Page(AuditEntry, 'AuditPage');
