import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Upload } from '../../schema/contracts/index.ts';
import { list, useWrite } from '../queries.ts';
import { bytes, count } from './format.ts';

/** Uploads that broke off: the same file chosen again goes on where they stopped. */
export function UnfinishedUploads({
  dataset_id,
  onResume,
}: {
  dataset_id: string;
  onResume: (upload: Upload, file: File) => void;
}) {
  const query = useInfiniteQuery(list('GET /v1/uploads', { query: { dataset_id, limit: 20 } }));
  const open = (query.data?.pages[0]?.data ?? []).filter(
    (upload) => upload.dataset_id === dataset_id && upload.state === 'uploading',
  );
  const cancel = useWrite('DELETE /v1/uploads/{id}');
  const [wrong, setWrong] = useState('');
  if (open.length === 0) return null;
  return open.map((upload) => (
    <div className="notice gold" key={upload.id}>
      <p>
        An upload of {bytes(upload.size_bytes)} was interrupted: {upload.received_parts.length} of{' '}
        {Math.ceil(upload.size_bytes / upload.part_bytes)} parts have arrived. Choose the same file again to go on.
      </p>
      <div className="row">
        <input
          type="file"
          aria-label="The same file again"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file && file.size !== upload.size_bytes)
              setWrong(
                `${file.name} has ${count(file.size)} bytes, the interrupted one ${count(upload.size_bytes)}. Choose the same file.`,
              );
            else if (file) onResume(upload, file);
          }}
        />
        <button type="button" className="button" onClick={() => cancel.mutate({ path: { id: upload.id } })}>
          Discard it
        </button>
      </div>
      {wrong !== '' && <p role="alert">{wrong}</p>}
    </div>
  ));
}
