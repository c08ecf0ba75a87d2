import { WorkerEntrypoint } from 'cloudflare:workers';
import { InvalidOptions, isVerifierName, type RuleVerdict, type VerifierName, verifiers } from './verifiers/index.ts';

export type { RuleVerdict, VerifierName } from './verifiers/index.ts';

/** One response to check by a rule. */
export interface VerifyAsk {
  verifier: string;
  options: unknown;
  response: string;
  reference: string | null;
}

/** Many responses to check by one rule. */
export interface VerifyManyAsk {
  verifier: string;
  options: unknown;
  items: { response: string; reference: string | null }[];
}

/** A verdict, or why the rule itself could not be used (the caller's options or reference, never the response). */
export type VerifyAnswer = ({ ok: true } & RuleVerdict) | { ok: false; message: string };

/** The edge judge: verdicts computed beside the API Worker, called through its service binding only. */
export default class EdgeJudge extends WorkerEntrypoint {
  /** Checks one response. */
  verify(ask: VerifyAsk): VerifyAnswer {
    return answer(ask.verifier, ask.options, ask.response, ask.reference);
  }

  /** Checks many responses with one verifier and one set of options; answers stand in the order asked. */
  verify_many(ask: VerifyManyAsk): VerifyAnswer[] {
    return ask.items.map((item) => answer(ask.verifier, ask.options, item.response, item.reference));
  }

  /** Whether options are valid for a verifier, before a judge is made of them; null when they are. */
  check_options(ask: { verifier: string; options: unknown }): string | null {
    if (!isVerifierName(ask.verifier)) return unknown(ask.verifier);
    const parsed = verifiers[ask.verifier].options.safeParse(ask.options ?? {});
    const [issue] = parsed.error?.issues ?? [];
    return issue ? `options.${issue.path.join('.')}: ${issue.message}` : null;
  }

  /** What runs here. */
  version(): { name: string; version: string; verifiers: VerifierName[] } {
    return { name: 'assay-edge-judge', version: '0.1.0', verifiers: Object.keys(verifiers).filter(isVerifierName) };
  }

  /** No HTTP door: the edge judge is reached by binding. */
  override fetch(): Response {
    return new Response('The edge judge answers its service binding only.\n', { status: 404 });
  }
}

function answer(verifier: string, options: unknown, response: string, reference: string | null): VerifyAnswer {
  if (!isVerifierName(verifier)) return { ok: false, message: unknown(verifier) };
  try {
    return { ok: true, ...verifiers[verifier].run(response, reference, options) };
  } catch (error) {
    if (error instanceof InvalidOptions) return { ok: false, message: error.message };
    throw error;
  }
}

function unknown(verifier: string): string {
  return `no verifier is called ${JSON.stringify(verifier)}; there are ${Object.keys(verifiers).join(', ')}`;
}
