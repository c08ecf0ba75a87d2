import type { Upload } from '../schema/contracts/index.ts';
import { ApiError, call } from './client.ts';

/** How far an upload has come. */
export interface UploadProgress {
  step: 'reading' | 'sending' | 'processing' | 'over';
  sent_bytes: number;
  size_bytes: number;
  upload: Upload | null;
  /** Set while the connection is being tried again. */
  waiting: boolean;
}

/** What an upload is told besides its file. */
export interface UploadChoice {
  dataset_id: string;
  kind: 'items' | 'responses';
  format: Upload['format'];
  on_error: Upload['on_error'];
}

type Report = (progress: UploadProgress) => void;

async function sha256(file: File): Promise<string | undefined> {
  // crypto.subtle exists on https and localhost only; the server then goes by size alone.
  if (!crypto.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done, fail) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });

/** Runs a call until it is answered, with growing pauses while the server cannot be reached. */
async function persistently<T>(run: () => Promise<T>, signal: AbortSignal, onWait: () => void): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (signal.aborted || !(error instanceof ApiError && error.retryable) || tries >= 30) throw error;
      onWait();
      await sleep(Math.min(10_000, 500 * 2 ** tries), signal);
    }
  }
}

/** Begins an upload of a file. */
export async function startUpload(
  file: File,
  choice: UploadChoice,
  signal: AbortSignal,
  report: Report,
): Promise<Upload> {
  report({ step: 'reading', sent_bytes: 0, size_bytes: file.size, upload: null, waiting: false });
  const hash = await sha256(file);
  const body = { ...choice, size_bytes: file.size, ...(hash ? { sha256: hash } : {}) };
  return resumeUpload(await call('POST /v1/uploads', { body }, { signal }), file, signal, report);
}

/** Sends the parts the server lacks, and waits until it has read every line. */
export async function resumeUpload(begun: Upload, file: File, signal: AbortSignal, report: Report): Promise<Upload> {
  let upload = begun;
  const path = { id: upload.id };
  const parts = Math.ceil(upload.size_bytes / upload.part_bytes);
  const received = new Set(upload.received_parts);
  const tell = (step: UploadProgress['step'], waiting = false) => {
    const sent_bytes = Math.min(upload.size_bytes, received.size * upload.part_bytes);
    report({ step, sent_bytes, size_bytes: upload.size_bytes, upload, waiting });
  };
  tell('sending');
  for (let n = 1; n <= parts && upload.state === 'uploading'; n++) {
    if (received.has(n)) continue;
    const body = file.slice((n - 1) * upload.part_bytes, n * upload.part_bytes);
    await persistently(
      () => call('PUT /v1/uploads/{id}/parts/{n}', { path: { ...path, n }, body }, { signal }),
      signal,
      () => tell('sending', true),
    );
    received.add(n);
    tell('sending');
  }
  if (upload.state === 'uploading') {
    const idempotency_key = crypto.randomUUID();
    const complete = () => call('POST /v1/uploads/{id}/complete', { path }, { signal, idempotency_key });
    upload = await persistently(complete, signal, () => tell('processing', true));
  }
  for (
    let wait = 250;
    upload.state === 'processing' || upload.state === 'uploading';
    wait = Math.min(2000, wait * 1.5)
  ) {
    tell('processing');
    await sleep(wait, signal);
    upload = await persistently(
      () => call('GET /v1/uploads/{id}', { path }, { signal }),
      signal,
      () => tell('processing', true),
    );
  }
  tell('over');
  return upload;
}
