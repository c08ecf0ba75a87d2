import type { Env, ImportMessage } from '../env.ts';
import { commitStretch } from '../store/upload-progress.ts';
import { findUpload, type UploadRow } from '../store/uploads.ts';
import { nextRow, resolveStretch } from './advance.ts';
import { failUpload, settle } from './finish.ts';
import { message_bytes, message_ms } from './limits.ts';
import { FileGone, readStretches } from './stretches.ts';
import { verifyFile } from './verify.ts';

/** Deliveries of one message before its upload is given up; wrangler.toml's max_retries is one less. */
const max_deliveries = 4;

/** Reads queue `assay-imports`: each message is a pointer to an upload whose next lines are to be read. */
export async function consumeImports(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const pointer = message.body as ImportMessage;
    try {
      await importSome(env, pointer);
      message.ack();
    } catch (error) {
      console.error(
        JSON.stringify({
          level: 'error',
          upload_id: pointer.upload_id,
          attempt: message.attempts,
          error: String(error),
        }),
      );
      if (error instanceof FileGone) await giveUpUpload(env, pointer, '', error.message);
      else if (message.attempts >= max_deliveries) await giveUpUpload(env, pointer);
      else {
        message.retry({ delaySeconds: 5 * message.attempts ** 2 });
        continue;
      }
      message.ack();
    }
  }
}

/** Ends an upload whose file could not be read. @param pointer a message of its queue */
export async function giveUpUpload(
  env: Env,
  pointer: unknown,
  _message_id = '',
  why = 'Reading the file failed again and again on our side; upload it once more.',
): Promise<void> {
  const row = await findUpload(env.DB, pointer as ImportMessage);
  if (row) await failUpload(env, row, why);
}

/** Moves an upload on by one message's worth. Delivered twice, killed midway, or late: the cursor in D1 decides. */
async function importSome(env: Env, pointer: ImportMessage): Promise<void> {
  const started = Date.now();
  let row = await findUpload(env.DB, pointer);
  let read = 0;
  while (row && row.state === 'processing') {
    if (read >= message_bytes || Date.now() - started > message_ms) return void (await env.IMPORTS.send(pointer));
    if (row.phase === 'verify') row = await verifyFile(env, row);
    else if (row.phase.startsWith('undo_')) row = await settle(env, row);
    else {
      const from = row.processed_bytes;
      row = await readOn(env, row, started, message_bytes - read);
      read += Math.max(0, (row?.processed_bytes ?? 0) - from);
    }
  }
  // A file whose upload has ended is not needed any more; its rows are what counts.
  if (row) await settle(env, row);
}

/** Reads and commits stretches until the phase changes or the message has had enough; undefined where another delivery was faster. */
async function readOn(env: Env, row: UploadRow, started: number, budget: number): Promise<UploadRow | undefined> {
  const limit = row.processed_bytes + budget;
  for await (const stretch of readStretches(env.FILES, row)) {
    const { writes, bad } = await resolveStretch(env.DB, row, stretch);
    const next = nextRow(row, stretch, bad, Date.now());
    if (!(await commitStretch(env.DB, row, writes, next))) return undefined;
    const phase = row.phase;
    row = { ...row, ...next };
    if (row.phase !== phase || row.state !== 'processing') return row;
    // Lets waiting requests through: reading a large file would else keep them from a thread it shares with them.
    await scheduler.wait(1);
    if (row.processed_bytes >= limit || Date.now() - started > message_ms) return row;
  }
  return row;
}
