import { useState } from 'react';
import type { Key } from '../../schema/contracts/index.ts';
import { useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { Confirm } from './dialog.tsx';
import { ago } from './format.ts';
import { Failure } from './states.tsx';

/** Revokes a key after asking, or says when it was. */
export function RevokeKey({ row }: { row: Key }) {
  const [asking, setAsking] = useState(false);
  const write = useWrite('DELETE /v1/keys/{id}', () => {
    setAsking(false);
    announce(`Key ${row.name} revoked.`);
  });
  if (row.revoked_at !== null) return <span className="muted small">{ago(row.revoked_at)}</span>;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Revoke<span className="hidden"> {row.name}</span>
      </button>
      {write.error && <Failure error={write.error} />}
      {asking && (
        <Confirm
          title={`Revoke ${row.name}?`}
          text="Whatever uses this key stops working at once. A revoked key cannot be restored."
          action="Revoke the key"
          busy={write.isPending}
          onConfirm={() => write.mutate({ path: { id: row.id } })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
