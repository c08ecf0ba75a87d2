import { WorkerEntrypoint } from 'cloudflare:workers';
import type { EdgeItem } from '../edge-model/encode.ts';
import type { EdgeFailureCode } from '../edge-model/failure.ts';
import { type EdgeScore, readPair, type Stated } from '../edge-model/score.ts';
import { EdgeFailure } from './onnx/failure.ts';
import { type Model, memoryBytes, openModels, withModel } from './onnx/models.ts';
import { scoreItems } from './onnx/score.ts';
import { InvalidOptions, isVerifierName, type RuleVerdict, type VerifierName, verifiers } from './verifiers/index.ts';

export type { EdgeScore, Stated } from '../edge-model/score.ts';
export type { RuleVerdict, VerifierName } from './verifiers/index.ts';

/** Items for a model, which is named by the SHA-256 of its manifest. */
export interface ScoreAsk {
  model: string;
  items: EdgeItem[];
}

/** Pairs of responses for a model. */
export interface CompareAsk {
  model: string;
  pairs: { prompt: string; responses: [string, string] }[];
}

/** What was asked for, or why there is none; `cold` says that the model was opened for this call. */
export type EdgeAnswer<T> =
  | { ok: true; name: string; results: T[]; cold: boolean; memory_bytes: number }
  | { ok: false; error: { code: EdgeFailureCode; message: string } };

/** Two scores, and the probability that the first is better. */
export type EdgeComparison = { scores: [EdgeScore, EdgeScore]; a: Stated | null };

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
export default class EdgeJudge extends WorkerEntrypoint<{ FILES: R2Bucket }> {
  /** Scores responses by a model; answers stand in the order asked. */
  score({ model, items }: ScoreAsk): Promise<EdgeAnswer<EdgeScore>> {
    return this.#use(model, (opened) => scoreItems(opened, items));
  }

  /** Compares responses two by two: Bradley and Terry's probability from the difference of their rewards. */
  compare({ model, pairs }: CompareAsk): Promise<EdgeAnswer<EdgeComparison>> {
    return this.#use(model, (opened) => {
      const items = pairs.flatMap(({ prompt, responses }) => responses.map((response) => ({ prompt, response })));
      const scores = scoreItems(opened, items);
      return pairs.map((_, at) => {
        const [a, b] = scores.slice(2 * at, 2 * at + 2) as [EdgeScore, EdgeScore];
        return { scores: [a, b], a: readPair(opened.manifest, a.reward, b.reward) };
      });
    });
  }

  /** Opens a model before anyone waits for it. */
  async warm(model: string): Promise<boolean> {
    return (await this.#use(model, () => [])).ok;
  }

  async #use<T>(model: string, work: (opened: Model) => T[]): Promise<EdgeAnswer<T>> {
    const cold = !openModels().includes(model);
    try {
      const done = await withModel(this.env.FILES, model, (opened) => ({
        name: opened.manifest.name,
        results: work(opened),
      }));
      return { ok: true, ...done, cold, memory_bytes: memoryBytes() };
    } catch (error) {
      if (!(error instanceof EdgeFailure)) throw error;
      return { ok: false, error: { code: error.code, message: error.message } };
    }
  }

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
