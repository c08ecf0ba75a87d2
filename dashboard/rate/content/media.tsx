import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useTexts } from '../language.ts';
import { Plain } from './rich.tsx';
import type { Shown } from './shown.ts';

/** Where a file that was uploaded to a campaign is read; null where a text names none. Nothing is ever read from elsewhere. */
export function mediaUrl(campaign_id: string, text: string): string | null {
  const [, hash] = /^\s*media:([0-9a-f]{64})\s*$/.exec(text) ?? [];
  return hash === undefined ? null : `/v1/rating-media/${campaign_id}/${hash}`;
}

/** Fetches the files of a comparison that comes next: they are there when it shows, even without a connection. */
export function preload(campaign_id: string, texts: (string | null)[]): void {
  for (const text of texts) {
    const url = text === null ? null : mediaUrl(campaign_id, text);
    if (url !== null) void fetch(url, { priority: 'low' }).catch(() => undefined);
  }
}

/** Two answers that play at once cannot be judged: whatever begins to play stops the other. */
function playAlone({ currentTarget }: { currentTarget: HTMLMediaElement }): void {
  for (const other of document.querySelectorAll<HTMLMediaElement>('audio, video'))
    if (other !== currentTarget) other.pause();
}

/** An image that enlarges, a recording or a film. */
export function Media({ campaign, text, label, type }: Shown & { type: 'image' | 'audio' | 'video' }) {
  const url = mediaUrl(campaign.id, text);
  if (url === null) return <Plain text={text} />;
  if (type === 'image') return <Zoomable url={url} label={label} />;
  // biome-ignore lint/a11y/useMediaCaption: what is rated has no captions of its own.
  if (type === 'audio') return <audio controls preload="metadata" src={url} aria-label={label} onPlay={playAlone} />;
  // biome-ignore lint/a11y/useMediaCaption: what is rated has no captions of its own.
  return <video controls preload="metadata" playsInline src={url} aria-label={label} onPlay={playAlone} />;
}

function Zoomable({ url, label }: { url: string; label: string }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const [actual, setActual] = useState(false);
  return (
    <>
      <button type="button" className="zoom" aria-label={`${t.enlarge}: ${label}`} onClick={() => setOpen(true)}>
        <img src={url} alt={t.image_of(label)} />
      </button>
      {open && (
        <Dialog title={label} close={t.close} className="enlarged" onClose={() => setOpen(false)}>
          <button type="button" className="button" aria-pressed={actual} onClick={() => setActual(!actual)}>
            {actual ? t.fit : t.actual_size}
          </button>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
          <section className="sheet" tabIndex={0} aria-label={label}>
            <img src={url} alt={t.image_of(label)} data-actual={actual || undefined} />
          </section>
        </Dialog>
      )}
    </>
  );
}
