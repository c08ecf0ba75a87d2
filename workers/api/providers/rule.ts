import type { z } from 'zod';
import type { RuleProvider } from '../../../schema/contracts/judges.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import type { Provider } from './provider.ts';

type Rule = z.infer<typeof RuleProvider>;

/** Deterministic verifiers, run by the edge judge Worker; a reply is the verifier's verdict as JSON. */
export function ruleProvider(env: Env, rule: Rule): Provider {
  return async (asks) => {
    const { verifier, options } = rule;
    const items = asks.map(({ response, reference }) => ({ response, reference }));
    const answers = await env.EDGE.verify_many({ verifier, options, items });
    return answers.map((answer) => {
      if (!answer.ok)
        throw new AssayError('invalid_request', `The verifier "${verifier}" cannot judge this: ${answer.message}`);
      const { verdict, extracted, expected, reason } = answer;
      return { raw: JSON.stringify({ verdict, extracted, expected, reason }), calls: 0 };
    });
  };
}

/** Checks a rule's options before a judge is made of them. @throws AssayError `invalid_request` */
export async function checkRule(env: Env, rule: Rule): Promise<void> {
  const wrong = await env.EDGE.check_options({ verifier: rule.verifier, options: rule.options });
  if (wrong !== null)
    throw new AssayError('invalid_request', `provider.${wrong}`, [{ path: 'provider.options', message: wrong }]);
}
