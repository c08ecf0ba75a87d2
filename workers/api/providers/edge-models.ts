import { EdgeManifest, type EdgeModel } from '../../../schema/contracts/edge-models.ts';
import { AssayError } from '../../../schema/errors.ts';
import { derivedId } from '../../../schema/ids.ts';
import { sha256Hex } from '../auth/bytes.ts';
import type { Env } from '../env.ts';
import { findContent, listArtifacts } from '../store/artifacts.ts';
import { edgeFileKey, findEdgeModel, insertEdgeModel } from '../store/edge-models.ts';

/** The models that come with the platform, as static files under /models/<name>/. */
export const starters = ['starter-maths', 'starter-general'] as const;

const files = { manifest: 'manifest.json', model: 'model.onnx', tokenizer: 'tokenizer.json' } as const;

/** A static file of a starter; null where this build has none. */
async function starterFile(env: Env, name: string, file: string): Promise<Uint8Array | null> {
  const response = await env.ASSETS.fetch(`https://assets.local/models/${name}/${file}`);
  // A path without a file is answered with the dashboard's page.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return null;
  return new Uint8Array(await response.arrayBuffer());
}

/** A starter model as this build ships it; null where it ships none by the name. */
export async function findStarter(env: Env, name: string): Promise<EdgeModel | null> {
  if (!(starters as readonly string[]).includes(name)) return null;
  const bytes = await starterFile(env, name, files.manifest);
  if (!bytes) return null;
  const manifest = EdgeManifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return { id: name, sha256: await sha256Hex(bytes), source: 'starter', job_id: null, manifest, created_at: null };
}

/** A starter or a model of the project. @throws AssayError `not_found` */
export async function requireEdgeModel(env: Env, project_id: string, id: string): Promise<EdgeModel> {
  const model = (await findStarter(env, id)) ?? (await findEdgeModel(env.DB, project_id, id));
  if (!model) throw new AssayError('not_found', `There is no edge model ${id} in this project.`);
  return model;
}

/** Puts a starter's files where the edge judge reads them; a judge holds on to them when a later release brings others. */
export async function keepStarter(env: Env, { id, sha256, manifest }: EdgeModel): Promise<void> {
  const hashes = { manifest: sha256, model: manifest.files.model.sha256, tokenizer: manifest.files.tokenizer.sha256 };
  for (const kind of ['model', 'tokenizer', 'manifest'] as const) {
    if (await env.FILES.head(edgeFileKey(hashes[kind]))) continue;
    const bytes = await starterFile(env, id, files[kind]);
    if (!bytes || (await sha256Hex(bytes)) !== hashes[kind])
      throw new AssayError('unavailable', `The file ${files[kind]} of ${id} is not the one its manifest names.`);
    await env.FILES.put(edgeFileKey(hashes[kind]), bytes);
  }
}

/** Makes an edge model of what a job left: checks the manifest and that the files it names are there. @throws AssayError */
export async function registerEdgeModel(env: Env, project_id: string, job_id: string, now: number): Promise<EdgeModel> {
  const { data } = await listArtifacts(env.DB, project_id, job_id, { limit: 200, cursor: undefined });
  const described = data.find(({ name }) => name.split('/').at(-1) === files.manifest);
  if (!described) throw refused(`Job ${job_id} has no artifact ${files.manifest}.`);
  const manifest_file = await findContent(env.DB, project_id, described.sha256);
  const bytes = manifest_file && (await (await env.FILES.get(manifest_file.object_key))?.arrayBuffer());
  if (!bytes) throw refused(`The content of ${described.name} is no longer stored.`);
  const parsed = EdgeManifest.safeParse(readJson(bytes));
  if (!parsed.success) throw refused(`${described.name} is no manifest of an edge model: ${parsed.error.message}`);
  const manifest = parsed.data;
  for (const [kind, { sha256 }] of Object.entries(manifest.files)) {
    const artifact = await findContent(env.DB, project_id, sha256);
    const object = artifact && (await env.FILES.get(artifact.object_key));
    if (!object) throw refused(`The manifest names a ${kind} file ${sha256}, which this project has not.`);
    await env.FILES.put(edgeFileKey(sha256), object.body);
  }
  await env.FILES.put(edgeFileKey(described.sha256), bytes);
  const id = await derivedId('edge_model', [project_id, described.sha256]);
  const model = { id, sha256: described.sha256, source: 'job' as const, job_id, manifest, created_at: now };
  await insertEdgeModel(env.DB, project_id, model, now);
  return (await findEdgeModel(env.DB, project_id, id)) ?? model;
}

function readJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function refused(message: string): AssayError {
  return new AssayError('invalid_request', message, [{ path: 'job_id', message }]);
}
