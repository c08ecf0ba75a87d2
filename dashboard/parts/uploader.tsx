import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Upload } from '../../schema/contracts/index.ts';
import { list, useWrite } from '../queries.ts';
import { resumeUpload, startUpload, type UploadProgress } from '../uploads.ts';
import { announce } from './announce.tsx';
import { Badge } from './badge.tsx';
import { Field, Form, textOf } from './form.tsx';
import { bytes, count, counted } from './format.ts';
import { Failure } from './states.tsx';

const max_bytes = 100_000_000;
const formats: Record<Upload['format'], string> = {
  jsonl: 'JSONL',
  csv: 'CSV with a header line',
  trl_preference: 'TRL preference (prompt, chosen, rejected)',
  pairs: 'Pairs with gold labels',
};

/** Uploads a file in parts; one that was interrupted goes on where it stopped. */
export function Uploader({ dataset_id }: { dataset_id: string }) {
  const cache = useQueryClient();
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const [failed, setFailed] = useState<{ error: unknown; again: () => void } | null>(null);
  const stop = useRef<AbortController>(null);
  const [format, setFormat] = useState<Upload['format']>('jsonl');
  const run = async (work: (signal: AbortSignal) => Promise<Upload>, again: (upload: Upload | null) => void) => {
    const control = new AbortController();
    stop.current = control;
    setFailed(null);
    let latest: Upload | null = null;
    try {
      const upload = await work(control.signal);
      latest = upload;
      announce(
        upload.state === 'done' ? `Upload done: ${counted(upload.lines_good, 'line')} kept.` : 'The upload failed.',
      );
    } catch (error) {
      if (!control.signal.aborted) setFailed({ error, again: () => again(latest) });
      setProgress((old) => (old && old.step !== 'over' ? null : old));
    }
    await Promise.all(['datasets', 'uploads'].map((noun) => cache.invalidateQueries({ queryKey: [noun] })));
  };
  const begin = (file: File, form: FormData) => {
    const choice = {
      dataset_id,
      format,
      kind: textOf(form, 'kind') === 'responses' ? ('responses' as const) : ('items' as const),
      on_error: form.get('atomic') ? ('atomic' as const) : ('keep_good' as const),
    };
    void run(
      (signal) => startUpload(file, choice, signal, setProgress),
      () => begin(file, form),
    );
  };
  const resume = (upload: Upload, file: File) =>
    void run(
      (signal) => resumeUpload(upload, file, signal, setProgress),
      () => resume(upload, file),
    );
  const busy = progress !== null && progress.step !== 'over';
  return (
    <div className="stack">
      {!busy && <Unfinished dataset_id={dataset_id} onResume={resume} />}
      <Form
        write={{ isPending: busy, error: null }}
        action="Upload"
        busy="Uploading…"
        onSubmit={(form) => {
          const file = form.get('file');
          if (!(file instanceof File) || file.size === 0)
            setFailed({ error: new Error('Choose a file that is not empty.'), again: () => setFailed(null) });
          else if (file.size > max_bytes)
            setFailed({
              error: new Error(`The file has ${bytes(file.size)}; an upload may have ${bytes(max_bytes)}. Split it.`),
              again: () => setFailed(null),
            });
          else begin(file, form);
        }}
      >
        <div className="fields">
          <Field label="File" name="file" hint={`Up to ${bytes(max_bytes)}, sent in parts of 5 MiB.`}>
            {(control) => <input {...control} type="file" accept=".jsonl,.csv,.json,.txt" />}
          </Field>
          <Field label="Format" name="format">
            {(control) => (
              <select
                {...control}
                value={format}
                onChange={(event) => setFormat(event.target.value as Upload['format'])}
              >
                {Object.entries(formats).map(([name, text]) => (
                  <option key={name} value={name}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {(format === 'jsonl' || format === 'csv') && (
            <Field label="Each line is" name="kind">
              {(control) => (
                <select {...control}>
                  <option value="items">an item</option>
                  <option value="responses">a response</option>
                </select>
              )}
            </Field>
          )}
        </div>
        <label className="check">
          <input type="checkbox" name="atomic" />
          <span>All or nothing: keep no line if one is bad</span>
        </label>
      </Form>
      {failed && <Failure error={failed.error} retry={failed.again} />}
      {progress && <Progress progress={progress} onStop={() => stop.current?.abort()} />}
    </div>
  );
}

function Progress({ progress, onStop }: { progress: UploadProgress; onStop: () => void }) {
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

function Unfinished({ dataset_id, onResume }: { dataset_id: string; onResume: (upload: Upload, file: File) => void }) {
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
