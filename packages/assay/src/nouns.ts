import type {
  Batch,
  BatchCreate,
  BatchResult,
  BatchResume,
  DatasetCreate,
  Evaluation,
  EvaluationCreate,
  ItemInput,
  Job,
  JobCreate,
  Judge,
  JudgeCreate,
  JudgmentCreate,
  LeaderboardCreate,
  ReportCreate,
  ResponseInput,
  Routes,
  Upload,
} from './api.ts';
import type { Caller } from './client.ts';
import { critiqueNouns } from './critique-nouns.ts';
import type { CallOptions } from './send.ts';
import { going, settled } from './settled.ts';
import { type JudgmentEvent, rowsOf } from './stream.ts';
import { resumeUpload, startUpload, type UploadChoice, type UploadProgress } from './uploads.ts';

type Query<R extends keyof Routes> = Routes[R] extends { query: infer Q } ? Q : never;
type UploadOptions = { signal?: AbortSignal; on_progress?: (progress: UploadProgress) => void };

const final_states: readonly Job['state'][] = ['succeeded', 'failed', 'cancelled', 'dead'];

/** Each noun of the API with its verbs; what has no verb here is reached by `request`. */
export function nouns(caller: Caller) {
  const { request, once, rows, events } = caller;
  const judges = {
    create: (body: JudgeCreate, how?: CallOptions) => request('POST /v1/judges', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/judges/{id}', { path: { id } }, how),
    list: (query?: Query<'GET /v1/judges'>, how?: CallOptions) => rows('GET /v1/judges', query ? { query } : {}, how),
    /** The newest judge by a name. */
    find: async (name: string, how?: CallOptions): Promise<Judge | undefined> =>
      (await request('GET /v1/judges', { query: { name, limit: 1 } }, how)).data[0],
    /** The newest judge by this name where it is made of the same, otherwise its next version. */
    apply: (body: JudgeCreate, how?: CallOptions) =>
      request('POST /v1/judges', { body, query: { unchanged: 'keep' } }, how),
  };
  const judgments = {
    create: (body: JudgmentCreate, how?: CallOptions) => request('POST /v1/judgments', { body }, how),
    /** The readings as they come, then the judgment. */
    stream: (body: JudgmentCreate, how?: CallOptions) =>
      events<JudgmentEvent>('POST /v1/judgments', body, ['reading', 'judgment'], how),
    get: (id: string, how?: CallOptions) => request('GET /v1/judgments/{id}', { path: { id } }, how),
    list: (query?: Query<'GET /v1/judgments'>, how?: CallOptions) =>
      rows('GET /v1/judgments', query ? { query } : {}, how),
  };
  const datasets = {
    create: (body: DatasetCreate, how?: CallOptions) => request('POST /v1/datasets', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/datasets/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/datasets', {}, how),
    delete: (id: string, how?: CallOptions) => request('DELETE /v1/datasets/{id}', { path: { id } }, how),
    items: (id: string, how?: CallOptions) => rows('GET /v1/datasets/{id}/items', { path: { id } }, how),
    add_items: (id: string, items: ItemInput[], how?: CallOptions) =>
      request('POST /v1/datasets/{id}/items', { path: { id }, body: { items } }, how),
    responses: (id: string, query?: Query<'GET /v1/datasets/{id}/responses'>, how?: CallOptions) =>
      rows('GET /v1/datasets/{id}/responses', { path: { id }, ...(query ? { query } : {}) }, how),
    add_responses: (id: string, responses: ResponseInput[], how?: CallOptions) =>
      request('POST /v1/datasets/{id}/responses', { path: { id }, body: { responses } }, how),
  };
  const bench = ({ signal, on_progress }: UploadOptions) => ({
    call: once,
    signal,
    ...(on_progress ? { report: on_progress } : {}),
  });
  const uploads = {
    /** Sends content in parts and waits until the server has read every line. */
    send: (content: Blob, choice: UploadChoice, how: UploadOptions = {}) => startUpload(bench(how), content, choice),
    /** Goes on with an upload that was cut off: only the parts the server lacks are sent. */
    resume: async (id: string, content: Blob, how: UploadOptions = {}): Promise<Upload> =>
      resumeUpload(bench(how), await request('GET /v1/uploads/{id}', { path: { id } }, how), content),
  };
  const jobs = {
    create: (body: JobCreate, how?: CallOptions) => request('POST /v1/jobs', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/jobs/{id}', { path: { id } }, how),
    list: (query?: Query<'GET /v1/jobs'>, how?: CallOptions) => rows('GET /v1/jobs', query ? { query } : {}, how),
    events: (id: string, how?: CallOptions) => rows('GET /v1/jobs/{id}/events', { path: { id } }, how),
    cancel: (id: string, how?: CallOptions) => request('POST /v1/jobs/{id}/cancel', { path: { id } }, how),
    /** The job once it is over; looked at every few seconds. */
    wait: (id: string, how: CallOptions = {}): Promise<Job> =>
      settled(
        () => jobs.get(id, how),
        ({ state }) => !final_states.includes(state),
        how,
      ),
  };
  const batches = {
    create: (body: BatchCreate, how?: CallOptions) => request('POST /v1/judgment-batches', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/judgment-batches/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/judgment-batches', {}, how),
    cancel: (id: string, how?: CallOptions) => request('POST /v1/judgment-batches/{id}/cancel', { path: { id } }, how),
    resume: (id: string, body: BatchResume = {}, how?: CallOptions) =>
      request('POST /v1/judgment-batches/{id}/resume', { path: { id }, body }, how),
    /** The judgments made so far, in order. */
    async *results(id: string, how?: CallOptions): AsyncGenerator<BatchResult> {
      yield* rowsOf<BatchResult>(
        await request('GET /v1/judgment-batches/{id}/results', { path: { id }, query: {} }, how),
      );
    },
    /** The batch once it runs no more: done, or stopped for a reason that its `message` gives. */
    wait: (id: string, how: CallOptions = {}): Promise<Batch> =>
      settled(
        () => batches.get(id, how),
        ({ state }) => going.includes(state),
        how,
      ),
  };
  const evaluations = {
    create: (judge_id: string, body: EvaluationCreate, how?: CallOptions) =>
      request('POST /v1/judges/{id}/evaluations', { path: { id: judge_id }, body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/evaluations/{id}', { path: { id } }, how),
    list: (judge_id: string, how?: CallOptions) =>
      rows('GET /v1/judges/{id}/evaluations', { path: { id: judge_id } }, how),
    /** The evaluation once it has a result or has failed. */
    wait: (id: string, how: CallOptions = {}): Promise<Evaluation> =>
      settled(
        () => evaluations.get(id, how),
        ({ state }) => state === 'running',
        how,
      ),
  };
  const leaderboards = {
    create: (body: LeaderboardCreate, how?: CallOptions) => request('POST /v1/leaderboards', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/leaderboards/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/leaderboards', {}, how),
    refresh: (id: string, how?: CallOptions) => request('POST /v1/leaderboards/{id}/refresh', { path: { id } }, how),
  };
  const reports = {
    create: (body: ReportCreate, how?: CallOptions) => request('POST /v1/self-correction-reports', { body }, how),
    get: (id: string, how?: CallOptions) => request('GET /v1/self-correction-reports/{id}', { path: { id } }, how),
    list: (how?: CallOptions) => rows('GET /v1/self-correction-reports', {}, how),
  };
  const judged = { judges, judgments, datasets, uploads, batches, evaluations, jobs, leaderboards, reports };
  return { ...judged, ...critiqueNouns(caller) };
}
