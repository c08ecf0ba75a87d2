import type { z } from 'zod';
import type * as c from '../schema/contracts/index.ts';
import type openapi from '../schema/generated/openapi.json';

type Out<S extends z.ZodType> = z.output<S>;
type In<S extends z.ZodType> = z.input<S>;
type Paging = { limit?: number; cursor?: string };

/** Every route the browser calls, with the shapes that the contracts give its query, body and answer. */
export interface Routes {
  'GET /v1/health': { answer: Out<typeof c.Health> };
  'POST /v1/session': { body: In<typeof c.SessionCreate>; answer: Out<typeof c.Session> };
  'GET /v1/session': { answer: Out<typeof c.Session> };
  'DELETE /v1/session': { answer: unknown };
  'GET /v1/keys': { query: Paging; answer: Out<typeof c.KeyPage> };
  'POST /v1/keys': { body: In<typeof c.KeyCreate>; answer: Out<typeof c.KeyCreated> };
  'DELETE /v1/keys/{id}': { answer: unknown };
  'GET /v1/audit': { query: Paging; answer: Out<typeof c.AuditPage> };
  'GET /v1/datasets': { query: Paging; answer: Out<typeof c.DatasetPage> };
  'POST /v1/datasets': { body: In<typeof c.DatasetCreate>; answer: Out<typeof c.Dataset> };
  'GET /v1/datasets/{id}': { answer: Out<typeof c.Dataset> };
  'DELETE /v1/datasets/{id}': { answer: Out<typeof c.Deleted> };
  'GET /v1/datasets/{id}/items': { query: Paging; answer: Out<typeof c.ItemPage> };
  'GET /v1/datasets/{id}/responses': { query: Paging & { model?: string }; answer: Out<typeof c.ResponsePage> };
  'POST /v1/uploads': { body: In<typeof c.UploadCreate>; answer: Out<typeof c.Upload> };
  'GET /v1/uploads': { query: Paging & { dataset_id?: string }; answer: Out<typeof c.UploadPage> };
  'GET /v1/uploads/{id}': { answer: Out<typeof c.Upload> };
  'DELETE /v1/uploads/{id}': { answer: unknown };
  'PUT /v1/uploads/{id}/parts/{n}': { body: Blob; answer: unknown };
  'POST /v1/uploads/{id}/complete': { answer: Out<typeof c.Upload> };
  'GET /v1/judges': { query: Paging; answer: Out<typeof c.JudgePage> };
  'POST /v1/judges': { body: In<typeof c.JudgeCreate>; answer: Out<typeof c.Judge> };
  'GET /v1/judges/{id}': { answer: Out<typeof c.Judge> };
  'GET /v1/judgments': { query: Paging & In<typeof c.JudgmentQuery>; answer: Out<typeof c.JudgmentPage> };
  'POST /v1/judgments': { body: In<typeof c.JudgmentCreate>; answer: Out<typeof c.Judgment> };
  'GET /v1/judgments/{id}': { answer: Out<typeof c.Judgment> };
  'GET /v1/campaigns': { query: Paging; answer: Out<typeof c.CampaignPage> };
  'POST /v1/campaigns': { body: In<typeof c.CampaignCreate>; answer: Out<typeof c.Campaign> };
  'GET /v1/campaigns/{id}': { answer: Out<typeof c.Campaign> };
  'PATCH /v1/campaigns/{id}': { body: In<typeof c.CampaignPatch>; answer: Out<typeof c.Campaign> };
  'GET /v1/campaigns/{id}/comparisons': { query: Paging; answer: Out<typeof c.ComparisonPage> };
  'POST /v1/campaigns/{id}/comparisons': {
    body: In<typeof c.ComparisonsCreate>;
    answer: Out<typeof c.ComparisonsCreated>;
  };
  'GET /v1/campaigns/{id}/ratings': { query: Paging; answer: Out<typeof c.RatingPage> };
  'POST /v1/rating-sessions': { body: In<typeof c.RatingSessionCreate>; answer: Out<typeof c.RatingSession> };
  'GET /v1/assignments': { query: { campaign_id: string; count?: number }; answer: Out<typeof c.Assignments> };
  'POST /v1/ratings': { body: In<typeof c.RatingCreate>; answer: Out<typeof c.RatingAccepted> };
  'GET /v1/leaderboards': { query: Paging; answer: Out<typeof c.LeaderboardPage> };
  'POST /v1/leaderboards': { body: In<typeof c.LeaderboardCreate>; answer: Out<typeof c.Leaderboard> };
  'GET /v1/leaderboards/{id}': { answer: Out<typeof c.LeaderboardResult> };
  'GET /v1/leaderboards/{id}/snapshots': { query: Paging; answer: Out<typeof c.SnapshotPage> };
  'POST /v1/leaderboards/{id}/refresh': { answer: Out<typeof c.LeaderboardResult> };
  'GET /v1/recipes': { answer: Out<typeof c.RecipePage> };
  'GET /v1/jobs': { query: Paging & In<typeof c.JobQuery>; answer: Out<typeof c.JobPage> };
  'POST /v1/jobs': { body: In<typeof c.JobCreate>; answer: Out<typeof c.Job> };
  'GET /v1/jobs/{id}': { answer: Out<typeof c.Job> };
  'POST /v1/jobs/{id}/cancel': { answer: Out<typeof c.Job> };
  'POST /v1/jobs/{id}/retry': { answer: Out<typeof c.Job> };
  'GET /v1/jobs/{id}/events': { query: Paging & { after?: string }; answer: Out<typeof c.JobEventPage> };
  'GET /v1/jobs/{id}/artifacts': { query: Paging; answer: Out<typeof c.ArtifactPage> };
  'GET /v1/runners': { answer: Out<typeof c.RunnerPage> };
  'GET /v1/models': { query: Paging; answer: Out<typeof c.ModelPage> };
  'GET /v1/models/{id}': { answer: Out<typeof c.Model> };
  'GET /v1/self-correction-reports': { query: Paging; answer: Out<typeof c.ReportPage> };
  'POST /v1/self-correction-reports': { body: In<typeof c.ReportCreate>; answer: Out<typeof c.Report> };
  'GET /v1/self-correction-reports/{id}': { answer: Out<typeof c.Report> };
}

type Paths = (typeof openapi)['paths'];
type Published = { [P in keyof Paths]: `${Uppercase<keyof Paths[P] & string>} ${P}` }[keyof Paths];

/** A route of the API, like `GET /v1/jobs/{id}`; one that the API's own document lacks cannot be called. */
export type Route = Extract<keyof Routes, Published>;

/** Routes that answer with a page of rows, each with an id. */
export type ListRoute = {
  [R in Route]: Routes[R]['answer'] extends { data: { id: string }[]; next_cursor: string | null } ? R : never;
}[Route];

/** One row of a list route. */
export type RowOf<R extends ListRoute> = Routes[R]['answer']['data'][number];

type PathKeys<R> = R extends `${string}{${infer K}}${infer Rest}` ? K | PathKeys<Rest> : never;
type PathPart<R> = [PathKeys<R>] extends [never]
  ? { path?: undefined }
  : { path: Record<PathKeys<R>, string | number> };
type QueryPart<D> = D extends { query: infer Q } ? { query?: Q } : { query?: undefined };
type BodyPart<D> = D extends { body: infer B } ? { body: B } : { body?: undefined };

/** What a call of a route takes. */
export type Request<R extends Route> = PathPart<R> & QueryPart<Routes[R]> & BodyPart<Routes[R]>;
