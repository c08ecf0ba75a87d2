import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  DynamicsOptions,
  ReadAs,
  Report,
  ReportCompare,
  ReportComparison,
  ReportCreate,
  ReportFileQuery,
  ReportPage,
  ReportSamplePage,
  ReportSampleQuery,
} from '../../../schema/contracts/reports.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json, lines } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { compareSelfCorrection } from '../metrics/compare-self-correction.ts';
import { keptAttempts } from '../reports/attempts.ts';
import { createReport } from '../reports/create.ts';
import { reportCsv } from '../reports/csv.ts';
import { listSamples } from '../reports/samples.ts';
import { openSource, sourceOf } from '../reports/sources/index.ts';
import { jsonl } from '../reports/sources/jsonl.ts';
import { findReport, listReports } from '../store/reports.ts';

const tags = ['self-correction'];
/** Bytes of attempts sent with the request itself, and of a file of them. */
const [json_bytes, file_bytes] = [20_000_000, 50_000_000];

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/self-correction-reports',
    tags,
    summary: 'Compute a self-correction report',
    request: { body: body(ReportCreate) },
    responses: { 201: json(Report, 'The report, stored with the hash of its inputs.') },
  },
  { creates: true, body_limit: json_bytes },
);
const createFromFile = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/self-correction-reports/jsonl',
    tags,
    summary: 'Compute a self-correction report of a file of attempts',
    description: 'The body is JSONL: one Attempt or LabelAttempt a line, at most 300,000 of them.',
    request: { query: ReportFileQuery, body: lines('application/x-ndjson', 'application/jsonl') },
    responses: { 201: json(Report, 'The report, stored with the hash of its inputs.') },
  },
  { creates: true, body_limit: file_bytes },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/self-correction-reports',
  tags,
  summary: 'List self-correction reports',
  request: { query: PageQuery },
  responses: { 200: json(ReportPage, 'Reports, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/self-correction-reports/{id}',
  tags,
  summary: 'Read a self-correction report',
  request: { params: z.object({ id: Id('report') }) },
  responses: { 200: json(Report, 'The report.') },
});

const csv = endpoint('read', {
  method: 'get',
  path: '/v1/self-correction-reports/{id}/csv',
  tags,
  summary: 'Download a report as CSV',
  request: { params: z.object({ id: Id('report') }) },
  responses: { 200: { description: 'One number a line.', content: { 'text/csv': { schema: z.string() } } } },
});
const samples = endpoint('read', {
  method: 'get',
  path: '/v1/self-correction-reports/{id}/samples',
  tags,
  summary: 'List the samples of a report, their attempts side by side',
  request: { params: z.object({ id: Id('report') }), query: PageQuery.extend(ReportSampleQuery.shape) },
  responses: {
    200: json(ReportSamplePage, 'Samples in the order of their questions; a page may hold fewer than asked.'),
  },
});
const compare = endpoint('read', {
  method: 'post',
  path: '/v1/self-correction-reports/{id}/comparisons',
  tags,
  summary: 'Compare two reports on the questions they share',
  request: { params: z.object({ id: Id('report') }), body: body(ReportCompare) },
  responses: { 200: json(ReportComparison, 'Paired differences; nothing is stored.') },
});

async function requireReport(c: Context<AppEnv>, id: string): Promise<Report> {
  const report = await findReport(c.env, actorOf(c).project_id, id);
  if (!report) throw new AssayError('not_found', `There is no self-correction report ${id} in this project.`);
  return report;
}

const benchOf = (c: Context<AppEnv>) => ({
  env: c.env,
  caller: { project_id: actorOf(c).project_id, provider_keys: {} },
});

export default router()
  .openapi(create, async (c) => {
    const { source, ...asked } = c.req.valid('json');
    // A loop that its judge or critic ended early would have returned what it had.
    const missing = asked.missing ?? (source.kind === 'refinements' ? 'carry' : 'drop');
    const opened = await openSource(benchOf(c), source);
    return c.json(await createReport(benchOf(c), { ...asked, missing, source: sourceOf(source) }, opened), 201);
  })
  .openapi(createFromFile, async (c) => {
    const { missing = 'drop', ...query } = c.req.valid('query');
    // With an Idempotency-Key the body was read already, for its hash; without one it streams through.
    const { body: sent } = c.req.raw.bodyUsed ? new Response(await c.req.arrayBuffer()) : c.req.raw;
    if (!sent) throw new AssayError('invalid_request', 'The body is empty; send one attempt a line.');
    const asked = { ...query, missing, dynamics: DynamicsOptions.parse({}), source: { kind: 'jsonl' } };
    return c.json(await createReport(benchOf(c), asked, jsonl(sent)), 201);
  })
  .openapi(list, async (c) => c.json(await listReports(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) => c.json(await requireReport(c, c.req.valid('param').id), 200))
  .openapi(csv, async (c) => {
    const report = await requireReport(c, c.req.valid('param').id);
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${report.id}.csv"`,
    };
    return c.body(reportCsv(report), 200, headers) as never;
  })
  .openapi(samples, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query');
    const { id, source } = await requireReport(c, c.req.valid('param').id);
    const at = { project_id: actorOf(c).project_id, id, dataset_id: String(source.dataset_id ?? '') };
    return c.json(await listSamples(c.env, at, query, { limit, cursor }), 200);
  })
  .openapi(compare, async (c) => {
    const { with: other, group, with_group, seed } = c.req.valid('json');
    const { project_id } = actorOf(c);
    const report = await requireReport(c, c.req.valid('param').id);
    await requireReport(c, other);
    const a = await keptAttempts(c.env.FILES, { project_id, id: report.id }, group);
    const b = await keptAttempts(c.env.FILES, { project_id, id: other }, with_group);
    const { unparsed, missing } = ReadAs.parse(report.source.options ?? {});
    const found = compareSelfCorrection(a, b, { seed, unparsed, missing });
    if (found.questions === 0)
      throw new AssayError('invalid_request', 'The two reports share no question; a comparison is paired by question.');
    return c.json({ report_id: report.id, with: other, ...found }, 200);
  });
