import type { ProviderConfig } from '../../../schema/contracts/providers.ts';
import { type Actor, requireScope } from '../auth/actor.ts';
import type { Env } from '../env.ts';
import { anthropicProvider, checkAnthropic } from './anthropic.ts';
import { chatProvider, checkChat } from './chat.ts';
import { checkEdge, edgeProvider, resolveEdge } from './edge.ts';
import type { Caller, Provider } from './provider.ts';
import { checkRule, ruleProvider } from './rule.ts';
import { checkWorkersAi, workersAiProvider } from './workers-ai.ts';

type Entry<K extends ProviderConfig['kind']> = {
  open: (env: Env, config: Extract<ProviderConfig, { kind: K }>, caller: Caller) => Provider;
  /** Refuses a configuration before a judge is made of it. */
  check: (env: Env, config: Extract<ProviderConfig, { kind: K }>, actor: Actor) => Promise<void>;
  /** Names exactly what a name stands for now, where that may change. */
  resolve?: (env: Env, config: Extract<ProviderConfig, { kind: K }>, actor: Actor) => Promise<ProviderConfig>;
};

/** Every kind of backing a judge may have: one file and one line each. */
const providers: { [K in ProviderConfig['kind']]: Entry<K> } = {
  rule: { open: ruleProvider, check: checkRule },
  edge: { open: edgeProvider, check: checkEdge, resolve: resolveEdge },
  chat: { open: chatProvider, check: checkChat },
  runner: { open: chatProvider, check: checkChat },
  anthropic: { open: anthropicProvider, check: checkAnthropic },
  'workers-ai': { open: workersAiProvider, check: checkWorkersAi },
};

/** The entry of a configuration's kind, as one that takes it. */
const entryOf = (config: ProviderConfig) => providers[config.kind] as Entry<typeof config.kind>;

/** Opens a backing for a caller. */
export function openProvider(env: Env, config: ProviderConfig, caller: Caller): Provider {
  return entryOf(config).open(env, config as never, caller);
}

/** Whether only an admin may make a judge of this: one that sends requests to an address of its own choice. */
export function needsAdmin(config: ProviderConfig): boolean {
  return 'base_url' in config && config.base_url !== undefined;
}

/** Refuses what cannot back a judge. @throws AssayError `invalid_request`, `forbidden`, `not_implemented` */
export async function checkProvider(env: Env, config: ProviderConfig, actor: Actor): Promise<void> {
  if (needsAdmin(config)) requireScope(actor, 'admin');
  await entryOf(config).check(env, config as never, actor);
}

/** A configuration as a judge keeps it: a judge never changes, so neither may what its backing's name stands for. */
export async function resolveProvider(env: Env, config: ProviderConfig, actor: Actor): Promise<ProviderConfig> {
  return (await entryOf(config).resolve?.(env, config as never, actor)) ?? config;
}
