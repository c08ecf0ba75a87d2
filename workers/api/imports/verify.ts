import { hex } from '../auth/bytes.ts';
import type { Env } from '../env.ts';
import { moveUpload } from '../store/upload-progress.ts';
import type { UploadRow } from '../store/uploads.ts';
import { failUpload } from './finish.ts';
import { FileGone } from './stretches.ts';

/** The phase an upload's lines begin with. */
export function firstReadingPhase(on_error: string): 'check' | 'write' {
  return on_error === 'atomic' ? 'check' : 'write';
}

/** Compares a file with the SHA-256 its sender gave, before any line of it is written. */
export async function verifyFile(env: Env, row: UploadRow): Promise<UploadRow | undefined> {
  const object = await env.FILES.get(row.object_key);
  if (!object) throw new FileGone(`The file of upload ${row.id} is no longer stored.`);
  const digest = new crypto.DigestStream('SHA-256');
  await object.body.pipeTo(digest);
  const sha256 = hex(new Uint8Array(await digest.digest));
  if (sha256 !== row.sha256)
    return failUpload(
      env,
      row,
      `The file's SHA-256 is ${sha256}, not ${row.sha256} as announced; nothing was kept. Upload it again.`,
    );
  return moveUpload(env.DB, row, { phase: firstReadingPhase(row.on_error), updated_at: Date.now() });
}
