import type { Upload } from '../../schema/contracts/index.ts';
import type { UploadProgress as Progress } from '../uploads.ts';
import { Badge } from './badge.tsx';
import { bytes, count, counted } from './format.ts';

/** How far an upload is, and how it ended. */
export function UploadProgress({ progress, onStop }: { progress: Progress; onStop: () => void }) {
  const { step, sent_bytes, size_bytes, upload, waiting } = progress;
  if (step === 'over' && upload) return <Outcome upload={upload} />;
  const text = {
    reading: 'Reading the file…',
    sending: `${bytes(sent_bytes)} of ${bytes(size_bytes)} sent`,
    processing: `Reading lines: ${count(upload?.lines_good ?? 0)} kept so far`,
    over: '',
  }[step];
  const share = step === 'processing' ? (upload?.processed_bytes ?? 0) / size_bytes : sent_bytes / size_bytes;
  return (
    <div className="stack">
      <progress className="bar" aria-label="Upload" value={share} max={1} />
      <div className="row between">
        <p className="muted small">{waiting ? 'The connection is gone; trying again…' : text}</p>
        {step === 'sending' && (
          <button type="button" className="button" onClick={onStop}>
            Pause
          </button>
        )}
      </div>
    </div>
  );
}

function Outcome({ upload }: { upload: Upload }) {
  const fine = upload.state === 'done';
  return (
    <div className={`notice ${fine ? (upload.lines_bad > 0 ? 'gold' : 'good') : 'bad'}`} data-upload={upload.state}>
      <p className="row">
        <Badge value={upload.state} /> {counted(upload.lines_good, 'line')} kept,{' '}
        {counted(upload.lines_bad, 'bad line')}.
      </p>
      {upload.message && <p>{upload.message}</p>}
      {upload.errors.length > 0 && (
        <ol className="line-errors small">
          {upload.errors.map(({ line, message }) => (
            <li key={line}>
              <b>Line {line}:</b> {message}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
