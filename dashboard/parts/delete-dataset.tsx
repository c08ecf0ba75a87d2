import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Dataset } from '../../schema/contracts/index.ts';
import { useWrite } from '../queries.ts';
import { announce } from './announce.tsx';
import { Confirm } from './dialog.tsx';
import { counted } from './format.ts';
import { Failure } from './states.tsx';

/** Deletes a dataset after asking. */
export function DeleteDataset({ dataset }: { dataset: Dataset }) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const write = useWrite('DELETE /v1/datasets/{id}', () => {
    announce(`Dataset ${dataset.name} deleted.`);
    navigate({ to: '/datasets' });
  });
  return (
    <>
      <button type="button" className="button danger" onClick={() => setAsking(true)}>
        Delete
      </button>
      {write.error && <Failure error={write.error} />}
      {asking && (
        <Confirm
          title={`Delete ${dataset.name}?`}
          text={`Its ${counted(dataset.item_count, 'item')} and ${counted(dataset.response_count, 'response')} are deleted for good. Jobs that already pinned them keep their copy.`}
          action="Delete the dataset"
          busy={write.isPending}
          onConfirm={() => write.mutate({ path: { id: dataset.id } })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
