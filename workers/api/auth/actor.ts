import type { Scope } from '../../../schema/contracts/keys.ts';
import { AssayError } from '../../../schema/errors.ts';

/** Who makes a request: a key of one project, used directly or through a session cookie. */
export type Actor = { project_id: string; key_id: string; key_name: string; scopes: Scope[]; via: 'key' | 'session' };

/** Whether the actor may do what `scope` stands for; `admin` includes every scope. */
export function hasScope(actor: Actor, scope: Scope): boolean {
  return actor.scopes.includes(scope) || actor.scopes.includes('admin');
}

/** @throws AssayError `forbidden`, naming the missing scope and the ones the key has */
export function requireScope(actor: Actor, scope: Scope): void {
  if (hasScope(actor, scope)) return;
  throw new AssayError(
    'forbidden',
    `This needs the scope "${scope}"; the key "${actor.key_name}" has: ${actor.scopes.join(', ')}.`,
  );
}
