import type { ChatMessage } from '../../../schema/contracts/chat.ts';
import type { EdgeItem } from '../../edge-model/encode.ts';
import type { EdgeFailureCode } from '../../edge-model/failure.ts';

/** One question to a judge's backing. */
export type Ask = {
  messages: ChatMessage[];
  /** What the reply must fit, where the backing can enforce it; null asks for plain text. */
  schema: { name: string; schema: Record<string, unknown> } | null;
  seed: number;
  temperature: number;
  max_tokens: number;
  logprobs: boolean;
  /** What a rule needs; null where the mode cannot be judged by a rule. */
  subject: { response: string; reference: string | null } | null;
  /** What an edge model is shown, in the modes it judges. */
  edge?: EdgeAsk;
};

/** What an edge model judges: one response, or two of one prompt. */
export type EdgeAsk = { kind: 'score'; item: EdgeItem } | { kind: 'pair'; prompt: string; responses: [string, string] };

/** A token of a reply and what else could have stood in its place. */
export type TokenLogprob = { token: string; logprob: number; top: { token: string; logprob: number }[] };

/** What a backing replied, as it came. */
export type Answered = {
  ok: true;
  text: string;
  logprobs: TokenLogprob[] | null;
  /** The model as the server names it; null for a rule. */
  model: string | null;
  finish: string;
  input_tokens: number | null;
  output_tokens: number | null;
  /** Model calls this took, retries included; rules make none. */
  calls: number;
  cost: number | null;
  latency_ms: number;
  /** Whether the server promised that the text fits the schema. */
  schema_enforced: boolean;
};

/** Why there is no reply. */
export type Unanswered = {
  ok: false;
  error: {
    code:
      | 'timeout'
      | 'rate_limited'
      | 'unauthorized'
      | 'bad_request'
      | 'server_error'
      | 'network'
      | 'circuit_open'
      | 'too_large'
      | 'refused_url'
      | EdgeFailureCode;
    message: string;
    retryable: boolean;
  };
  calls: number;
  latency_ms: number;
};
export type Reply = Answered | Unanswered;

/** A judge's backing: answers asks in their order, each as soon as it is ready. */
export type Provider = (asks: Ask[]) => Promise<Reply>[];

/** On whose behalf a backing is asked. */
export type Caller = {
  project_id: string;
  /** Keys given with the request, by preset or host; never stored. */
  provider_keys: Record<string, string>;
};
