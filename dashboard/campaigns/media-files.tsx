import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign, Media } from '../../schema/contracts/index.ts';
import { call } from '../client.ts';
import { announce } from '../parts/announce.tsx';
import { Copy } from '../parts/copy.tsx';
import { bytes, counted } from '../parts/format.ts';
import { Failure } from '../parts/states.tsx';

type Stored = Media & { name: string };

/** Files for raters: each becomes a text that a response holds in its place. */
export function MediaFiles({ campaign }: { campaign: Campaign }) {
  const [stored, setStored] = useState<Stored[]>([]);
  const write = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const media = await call('PUT /v1/campaigns/{id}/media', { path: { id: campaign.id }, body: file });
        setStored((old) => [...old.filter(({ sha256 }) => sha256 !== media.sha256), { ...media, name: file.name }]);
      }
      announce(`${counted(files.length, 'file')} stored.`);
    },
  });
  return (
    <>
      <p className="muted">
        PNG, JPEG, WebP, GIF, MP3, WAV, Ogg, M4A, MP4 or WebM of up to 25 MB. Write the text that you get here as the
        response of a comparison.
      </p>
      <div className="field">
        <label htmlFor="media-files">Files</label>
        <input
          id="media-files"
          type="file"
          multiple
          accept="image/png,image/jpeg,image/webp,image/gif,audio/*,video/mp4,video/webm"
          disabled={write.isPending}
          onChange={(event) => write.mutate([...(event.target.files ?? [])])}
        />
      </div>
      {write.error && <Failure error={write.error} />}
      <ul className="lights">
        {stored.map(({ name, sha256, response, size_bytes, content_type }) => (
          <li key={sha256} className="row between">
            <span>
              {name} <span className="muted small">{`${content_type}, ${bytes(size_bytes)}`}</span>
            </span>
            <Copy text={response} label="Copy its text" />
          </li>
        ))}
      </ul>
    </>
  );
}
