import { canonical } from '../boards/canonical.ts';
import { computeBoard, method_version } from '../boards/compute.ts';
import type { BoardDefinition, BoardInputs } from '../boards/definition.ts';

type Hashes = { config_sha256: string; inputs_sha256: string; result_sha256: string };
type SnapshotFile = BoardDefinition &
  Hashes & { format: string; version: number; name: string; method_version: string; inputs: BoardInputs };

/** A snapshot made again from its export: the hashes it had, those it has now, and the result's bytes. */
export interface Recomputed {
  name: string;
  version: number;
  same: boolean;
  published: Hashes;
  computed: Hashes;
  result: string;
}

/** Makes a snapshot again from its export. @throws RangeError where the file is none, or of another version of the methods */
export async function recompute(text: string): Promise<Recomputed> {
  const file = JSON.parse(text) as SnapshotFile;
  if (file.format !== 'assay-board/1')
    throw new RangeError(`the file is no export of a snapshot (format "${String(file.format)}", not "assay-board/1")`);
  if (file.method_version !== method_version)
    throw new RangeError(
      `the snapshot was made by version ${file.method_version} of the methods; this is version ${method_version}`,
    );
  const { method, settings, inputs } = file;
  const { ranked: _, ...result } = computeBoard({ method, settings }, inputs);
  const bytes = canonical(result);
  const computed = {
    config_sha256: await sha256(canonical({ method, settings, method_version })),
    inputs_sha256: await sha256(canonical(inputs)),
    result_sha256: await sha256(bytes),
  };
  const { config_sha256, inputs_sha256, result_sha256 } = file;
  const published = { config_sha256, inputs_sha256, result_sha256 };
  const same = canonical(published) === canonical(computed);
  return { name: file.name, version: file.version, same, published, computed, result: bytes };
}

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
