import type { Scope } from '../../../schema/contracts/keys.ts';
import { newId } from '../../../schema/ids.ts';
import { formatToken, hashSecret, newSecret } from './tokens.ts';

/** Makes a key: the row to store, which holds a hash only, and the token to show once. */
export async function makeKey(
  root: string,
  of: { project_id: string; name: string; scopes: Scope[]; expires_at: number | null; now: number },
) {
  const id = newId('key');
  const secret = newSecret();
  const row = {
    project_id: of.project_id,
    id,
    name: of.name,
    secret_hash: await hashSecret(root, secret),
    scopes: of.scopes as string[],
    created_at: of.now,
    expires_at: of.expires_at,
    last_used_at: null,
    revoked_at: null,
  };
  return { row, token: formatToken({ key_id: id, secret }) };
}
