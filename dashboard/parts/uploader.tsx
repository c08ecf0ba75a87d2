import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Upload } from '../../schema/contracts/index.ts';
import { type UploadProgress as Progress, resumeUpload, startUpload } from '../uploads.ts';
import { announce } from './announce.tsx';
import { Field, Form, textOf } from './form.tsx';
import { bytes, counted } from './format.ts';
import { Failure } from './states.tsx';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadProgress } from './upload-progress.tsx';

const max_bytes = 100_000_000;
const formats: Record<Upload['format'], string> = {
  jsonl: 'JSONL',
  csv: 'CSV with a header line',
  trl_preference: 'TRL preference (prompt, chosen, rejected)',
  pairs: 'Pairs with gold labels',
  labeled: 'Responses with labels',
  llmbar: 'LLMBar',
  judgebench: 'JudgeBench',
  rewardbench: 'RewardBench',
  mt_bench: 'MT-Bench human judgments',
  pandalm: 'PandaLM test set',
  processbench: 'ProcessBench',
  mr_ben: 'Mr-Ben',
};

/** Uploads a file in parts; one that was interrupted goes on where it stopped. */
export function Uploader({ dataset_id }: { dataset_id: string }) {
  const cache = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
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
      {!busy && <UnfinishedUploads dataset_id={dataset_id} onResume={resume} />}
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
      {progress && <UploadProgress progress={progress} onStop={() => stop.current?.abort()} />}
    </div>
  );
}
