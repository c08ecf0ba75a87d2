import type { Judge } from '../../../schema/contracts/judges.ts';
import type { Env } from '../env.ts';
import type { Provider } from './provider.ts';
import { checkRule, ruleProvider } from './rule.ts';

type Kind = Judge['provider']['kind'];
type Entry = {
  open: (env: Env, config: Judge['provider']) => Provider;
  check: (env: Env, config: Judge['provider']) => Promise<void>;
};

/** Every kind of backing a judge may have: one file and one line each. */
export const providers: Record<Kind, Entry> = {
  rule: { open: ruleProvider, check: checkRule },
};
