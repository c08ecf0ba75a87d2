import type { Preset, ProviderConfig } from '../../../schema/contracts/providers.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { openCredential } from './credentials.ts';
import { type Failure, failure } from './failure.ts';
import { anthropic_base_url, preset_table } from './presets.ts';
import type { Caller } from './provider.ts';
import { checkBaseUrl, urlPolicy } from './urls.ts';

/** Where a model is asked: the API's base, and the name under which the deployment knows it. */
export type Place = { base_url: string; preset: Preset | null; name: Preset | 'anthropic' | null };

type Addressed = Exclude<ProviderConfig, { kind: 'rule' | 'edge' | 'workers-ai' }>;

/** The place that a configuration names. */
export function placeOf(config: Addressed): Place {
  if (config.base_url !== undefined) return { base_url: config.base_url, preset: null, name: null };
  if (config.kind === 'anthropic') return { base_url: anthropic_base_url, preset: null, name: 'anthropic' };
  const preset = config.kind === 'chat' ? config.base : undefined;
  if (!preset) throw new AssayError('invalid_request', 'The provider names neither base nor base_url.');
  return { base_url: preset_table[preset].base_url, preset, name: preset };
}

/** Whether `bound_to` (a known name or an origin) is where a place is. */
export function isBoundTo(bound_to: string, place: Place): boolean {
  return originOf(bound_to) === new URL(place.base_url).origin;
}

/** The origin that a known name or a URL stands for; null where it is neither. */
export function originOf(name_or_url: string): string | null {
  if (name_or_url === 'anthropic') return new URL(anthropic_base_url).origin;
  if (Object.hasOwn(preset_table, name_or_url)) return new URL(preset_table[name_or_url as Preset].base_url).origin;
  return URL.canParse(name_or_url) ? new URL(name_or_url).origin : null;
}

/**
 * The key for a place, fetched at most once: the one given with the request, else the stored one that the configuration names.
 * Null where a base URL needs none; a failure where a key is missing or is for another place.
 */
export function keyFor(
  env: Env,
  config: { credential?: string | undefined },
  place: Place,
  caller: Caller,
): () => Promise<string | Failure | null> {
  let found: Promise<string | Failure | null> | undefined;
  const find = async () => {
    const { host, origin } = new URL(place.base_url);
    for (const name of [place.name, host, origin])
      if (name !== null && Object.hasOwn(caller.provider_keys, name)) return caller.provider_keys[name] ?? null;
    if (config.credential !== undefined) {
      const opened = await openCredential(env, caller.project_id, config.credential).catch(closed);
      if (opened && 'code' in opened) return opened;
      if (!opened) return failure('unauthorized', `There is no credential "${config.credential}" in this project.`);
      if (isBoundTo(opened.bound_to, place)) return opened.secret;
      return failure('unauthorized', `The credential "${config.credential}" is for ${opened.bound_to}, not ${origin}.`);
    }
    if (place.name === null) return null;
    const how = 'name a stored credential in the judge, or give provider_keys with the request';
    return failure('unauthorized', `There is no key for ${place.name}: ${how}.`);
  };
  return () => {
    found ??= find();
    return found;
  };
}

/** Refuses a base URL that may not be asked and a credential that is absent or for another place. @throws AssayError `invalid_request` */
export async function checkPlace(
  env: Env,
  config: { credential?: string | undefined },
  place: Place,
  project_id: string,
): Promise<void> {
  const checked = checkBaseUrl(place.base_url, urlPolicy(env.ASSAY_ALLOW_PRIVATE_URLS));
  if ('wrong' in checked) refuse('base_url', checked.wrong);
  if (config.credential === undefined) return;
  const opened = await openCredential(env, project_id, config.credential);
  if (!opened) refuse('credential', `"${config.credential}" is no credential of this project; see GET /v1/credentials`);
  else if (!isBoundTo(opened.bound_to, place))
    refuse('credential', `"${config.credential}" is for ${opened.bound_to}, not for ${new URL(place.base_url).origin}`);
}

/** A credential that does not open is no reason to lose the readings of other members. */
function closed(error: unknown): Failure {
  if (error instanceof AssayError) return failure('unauthorized', error.message);
  throw error;
}

/** What a credential may be bound to: a known name as it is, a URL as its origin. @throws AssayError `invalid_request` */
export function bindingOf(env: Env, bound_to: string): string {
  if (bound_to === 'anthropic' || Object.hasOwn(preset_table, bound_to)) return bound_to;
  const checked = checkBaseUrl(bound_to, urlPolicy(env.ASSAY_ALLOW_PRIVATE_URLS));
  if ('url' in checked) return checked.url.origin;
  const known = [...Object.keys(preset_table), 'anthropic'].join(', ');
  throw new AssayError('invalid_request', `bound_to: ${checked.wrong}. It may also be one of ${known}.`, [
    { path: 'bound_to', message: checked.wrong },
  ]);
}

function refuse(field: string, wrong: string): never {
  throw new AssayError('invalid_request', `provider.${field}: ${wrong}.`, [
    { path: `provider.${field}`, message: wrong },
  ]);
}
