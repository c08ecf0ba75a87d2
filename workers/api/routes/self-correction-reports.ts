import type { Context } from 'hono';
import { z } from 'zod';
import type { AttemptSource } from '../../../schema/contracts/attempts.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { ReportResult } from '../../../schema/contracts/report-parts.ts';
import {
  Report,
  ReportCompare,
  ReportComparison,
  ReportCreate,
  ReportPage,
} from '../../../schema/contracts/reports.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { sha256Hex } from '../auth/bytes.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { gradeAttempts } from '../judging/grade.ts';
import { requireJudge } from '../judging/require.ts';
import { compareSelfCorrection } from '../metrics/compare-self-correction.ts';
import { type GradedAttempt, selfCorrection } from '../metrics/self-correction.ts';
import { reportCsv } from '../reports/csv.ts';
import { max_attempts, readAttempts } from '../store/attempts.ts';
import { requireDataset } from '../store/datasets.ts';
import { findReport, insertReport, listReports, putReportAttempts, readReportAttempts } from '../store/reports.ts';

const tags = ['self-correction'];

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
  { creates: true },
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
const compare = endpoint('read', {
  method: 'post',
  path: '/v1/self-correction-reports/{id}/comparisons',
  tags,
  summary: 'Compare two reports on the questions they share',
  request: { params: z.object({ id: Id('report') }), body: body(ReportCompare) },
  responses: { 200: json(ReportComparison, 'Paired differences; nothing is stored.') },
});

async function requireReport(c: Context<AppEnv>, id: string): Promise<Report> {
  const report = await findReport(c.env.DB, actorOf(c).project_id, id);
  if (!report) throw new AssayError('not_found', `There is no self-correction report ${id} in this project.`);
  return report;
}

async function keptAttempts(c: Context<AppEnv>, id: string): Promise<GradedAttempt[]> {
  const attempts = await readReportAttempts(c.env.FILES, actorOf(c).project_id, id);
  if (!attempts)
    throw new AssayError('gone', `Report ${id} was made before attempts were kept; make it anew to compare it.`);
  return attempts;
}

async function attemptsOf(c: Context<AppEnv>, project_id: string, source: AttemptSource): Promise<GradedAttempt[]> {
  if (source.kind === 'attempts')
    return source.attempts.map(({ question: item_id, sample, attempt, correct }) => ({
      item_id,
      sample,
      attempt,
      correct,
    }));
  if (source.kind !== 'dataset' || source.model === undefined)
    throw new AssayError('invalid_request', 'This source is not read yet; give attempts, or a dataset and a model.');
  await requireDataset(c.env.DB, { project_id, dataset_id: source.dataset_id });
  const judge = source.judge_id ? await requireJudge(c.env.DB, project_id, source.judge_id) : undefined;
  const rows = await readAttempts(c.env.DB, project_id, source.dataset_id, source.model);
  if (rows.length === 0)
    throw new AssayError('invalid_request', `The dataset holds no response of a model called "${source.model}".`);
  if (rows.length > max_attempts)
    throw new AssayError('invalid_request', `The model has more than ${max_attempts} responses; split the dataset.`);
  return gradeAttempts({ env: c.env, caller: { project_id, provider_keys: {} } }, judge, rows);
}

export default router()
  .openapi(create, async (c) => {
    const { project_id } = actorOf(c);
    const { name, source, seed } = c.req.valid('json');
    const attempts = await attemptsOf(c, project_id, source);
    attempts.sort((a, b) =>
      a.item_id < b.item_id ? -1 : a.item_id > b.item_id ? 1 : a.sample - b.sample || a.attempt - b.attempt,
    );
    const twice = attempts.find((one, at) => {
      const before = attempts[at - 1];
      return before?.item_id === one.item_id && before.sample === one.sample && before.attempt === one.attempt;
    });
    if (twice)
      throw new AssayError(
        'invalid_request',
        `Question "${twice.item_id}", sample ${twice.sample}, attempt ${twice.attempt} is given twice.`,
      );
    const { attempts: _, ...kept } = { attempts: undefined, ...source };
    const report = {
      id: newId('report'),
      name,
      source: kept,
      inputs_sha256: await sha256Hex(JSON.stringify(attempts)),
      seed,
      result: ReportResult.parse(selfCorrection(attempts, { seed })),
      created_at: Date.now(),
    };
    await putReportAttempts(c.env.FILES, project_id, report.id, attempts);
    await insertReport(c.env.DB, project_id, report);
    return c.json(report, 201);
  })
  .openapi(list, async (c) => c.json(await listReports(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) => {
    return c.json(await requireReport(c, c.req.valid('param').id), 200);
  })
  .openapi(csv, async (c) => {
    const report = await requireReport(c, c.req.valid('param').id);
    const name = `${report.id}.csv`;
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    };
    return c.body(reportCsv(report), 200, headers) as never;
  })
  .openapi(compare, async (c) => {
    const { with: other, seed } = c.req.valid('json');
    const report = await requireReport(c, c.req.valid('param').id);
    await requireReport(c, other);
    const [a, b] = [await keptAttempts(c, report.id), await keptAttempts(c, other)];
    const found = compareSelfCorrection(a, b, { seed });
    if (found.questions === 0)
      throw new AssayError('invalid_request', 'The two reports share no question; a comparison is paired by question.');
    return c.json(ReportComparison.parse({ report_id: report.id, with: other, ...found }), 200);
  });
