import type EdgeJudge from '../edge-judge/index.ts';
import type { Actor } from './auth/actor.ts';

/** A queue message is a pointer into D1, never data: it may arrive twice or be lost. */
export type JobMessage = { project_id: string; job_id: string };
/** Points at an upload whose next stretch of lines is to be read. */
export type ImportMessage = { project_id: string; upload_id: string };

/** Points at a lane of a batch, whose next judgments are to be made. */
export type JudgmentMessage = { project_id: string; batch_id: string; lane: number };

/** Points at a refinement that is to go on. */
export type RefinementMessage = { project_id: string; refinement_id: string };

/** Points at a delivery to a webhook that is due. */
export type WebhookMessage = { project_id: string; webhook_id: string; id: string };

/** What wrangler.toml binds. */
export type Env = {
  DB: D1Database;
  FILES: R2Bucket;
  JOBS: Queue<JobMessage>;
  RATINGS: Queue<unknown>;
  IMPORTS: Queue<ImportMessage>;
  JUDGMENTS: Queue<JudgmentMessage>;
  REFINEMENTS: Queue<RefinementMessage>;
  WEBHOOKS: Queue<WebhookMessage>;
  EDGE: Service<EdgeJudge>;
  ASSETS: Fetcher;
  RATE_LIMITER: RateLimit;
  PUBLIC_LIMITER: RateLimit;
  RATER_LIMITER: RateLimit;
  NETWORK_LIMITER: RateLimit;
  CAMPAIGN_LIMITER: RateLimit;
  ASSAY_ENV: string;
  /** `1`: a rating is written before it is acknowledged, without the queue; for small installations. */
  ASSAY_DIRECT_RATINGS?: string;
  /** Milliseconds a runner's lease lasts; 90000 where it is not set. */
  ASSAY_LEASE_MS?: string;
  /** Model calls that one invocation of a batch holds open: six, which is Cloudflare's limit, unless there is none. */
  ASSAY_CALLS_PER_LANE?: string;
  /** Models may be asked at http and private addresses: `1` for any, or a comma-separated list of hosts (`host` or `host:port`). */
  ASSAY_ALLOW_PRIVATE_URLS?: string;
  /** Root secret: peppers keys, signs sessions and assignments. */
  ASSAY_SECRET: string;
  /** Later master keys of stored credentials, `2:<secret>,3:<secret>`: the newest seals, older ones still open. */
  ASSAY_CREDENTIAL_SECRETS?: string;
  /** Pointers to jobs that can be leased, for runners that pull from a queue; only where the deployment binds it. */
  READY?: Queue<JobMessage>;
  /** Workers AI, where the deployment binds it. */
  AI?: Ai;
  /** Turnstile's keys for campaigns with a challenge, and where tokens are verified if not at Cloudflare. */
  ASSAY_TURNSTILE_SITE_KEY?: string;
  ASSAY_TURNSTILE_SECRET?: string;
  ASSAY_TURNSTILE_URL?: string;
  /** Allows POST /v1/projects; without it that route is closed. */
  ASSAY_SETUP_TOKEN?: string;
};

/** Hono's type parameter for every app and middleware of the house. */
export type AppEnv = { Bindings: Env; Variables: { request_id: string; actor: Actor | null } };
