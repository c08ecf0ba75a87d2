import { useQuery } from '@tanstack/react-query';
import type { Scope } from '../../schema/contracts/index.ts';
import { one } from '../queries.ts';

/** Who is signed in, what the key may do, and whether that is known yet. */
export function useSession() {
  return useQuery({ ...one('GET /v1/session', {}), staleTime: 60_000 });
}

/** Whether the signed-in key may do what needs this scope; `admin` may do everything. */
export function useCan(scope: Scope): boolean {
  const scopes = useSession().data?.key.scopes ?? [];
  return scopes.includes(scope) || scopes.includes('admin');
}

/** Says which scope is missing, in the place of a form that would be refused. */
export function Needs({ scope }: { scope: Scope }) {
  return (
    <p className="notice">
      <span>
        The key you signed in with lacks the scope <code>{scope}</code>, which this needs.
      </span>
    </p>
  );
}
