import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  BoardAgreement,
  ExportQuery,
  HeadToHead,
  HistoryQuery,
  LabelPlan,
  LeaderboardHistory,
  PairQuery,
  RatedComparisonPage,
  WinMatrix,
  WithLeaderboard,
} from '../../../schema/contracts/leaderboard-reads.ts';
import { ViewQuery } from '../../../schema/contracts/leaderboard-settings.ts';
import { LeaderboardView } from '../../../schema/contracts/leaderboards.ts';
import { exportBoard } from '../campaigns/exports/export.ts';
import { filterOf } from '../campaigns/filter.ts';
import { definitionOf, requireLeaderboard, seeBoard } from '../campaigns/leaderboard.ts';
import { requireRankable } from '../campaigns/rankable.ts';
import { viewBoard } from '../campaigns/refit.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { agreementOf } from '../rankings/boards/agreement.ts';
import { headToHead } from '../rankings/boards/head-to-head.ts';
import { historyOf } from '../rankings/boards/history.ts';
import { labelPlan } from '../rankings/boards/label-plan.ts';
import { winMatrix } from '../rankings/boards/win-matrix.ts';
import { countNeither } from '../store/pair-counts.ts';
import { listRatedComparisons } from '../store/ratings.ts';
import { spreadSnapshots } from '../store/snapshots.ts';

const params = z.object({ id: Id('leaderboard') });

/** A way to read a leaderboard. */
function reading<P extends string, Q extends z.ZodObject, T extends z.ZodType>(
  path: P,
  summary: string,
  query: Q,
  answer: { schema: T; description: string },
  description?: string,
) {
  return endpoint('read', {
    method: 'get',
    path: `/v1/leaderboards/{id}/${path}` as const,
    tags: ['leaderboards'],
    summary,
    ...(description ? { description } : {}),
    request: { params, query },
    responses: { 200: json(answer.schema, answer.description) },
  });
}

const view = reading(
  'view',
  "Rank a leaderboard's campaign by other settings",
  ViewQuery,
  { schema: LeaderboardView, description: 'Computed for this answer; nothing is kept.' },
  'What the query leaves out is as the leaderboard has it.',
);
const matrix = reading('win-matrix', 'Results of every pair against what the scores predict', z.object({}), {
  schema: WinMatrix,
  description: 'The matrix, of the counts as they are now.',
});
const versus = reading('head-to-head', 'Why one model stands above another', PairQuery, {
  schema: HeadToHead,
  description: 'Their results against each other and against everyone both met.',
});
const behind = reading('head-to-head/ratings', 'The ratings behind a head to head', PairQuery.extend(PageQuery.shape), {
  schema: RatedComparisonPage,
  description: 'Ratings with what was compared, latest first.',
});
const plan = reading('label-plan', 'How many more labels tell two models apart', PairQuery, {
  schema: LabelPlan,
  description: 'The number, and what it rests on.',
});
const history = reading('history', 'Scores over versions', HistoryQuery, {
  schema: LeaderboardHistory,
  description: 'Scores, intervals and ranks, earliest first.',
});
const agreement = reading(
  'agreement',
  'Two leaderboards side by side',
  WithLeaderboard,
  { schema: BoardAgreement, description: 'Ranks in both, their correlation, and where they disagree.' },
  "Such as a judge's board and people's.",
);

const files = endpoint('read', {
  method: 'get',
  path: '/v1/leaderboards/{id}/export',
  tags: ['leaderboards'],
  summary: 'Download a leaderboard, or what it was computed from',
  request: { params, query: ExportQuery },
  responses: { 200: { description: 'The file.', content: { 'application/octet-stream': { schema: z.string() } } } },
});

export default router()
  .openapi(view, async (c) => {
    const { project_id } = actorOf(c);
    const board = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const definition = definitionOf(board, c.req.valid('query'));
    requireRankable(definition);
    const place = { project_id, campaign_id: board.campaign_id };
    const { ranked: _, inputs: __, ...shown } = await viewBoard(c.env.DB, place, definition);
    return c.json(shown, 200);
  })
  .openapi(matrix, async (c) => {
    const { project_id } = actorOf(c);
    const board = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(winMatrix(await seeBoard(c.env.DB, project_id, board), board.snapshot_version), 200);
  })
  .openapi(versus, async (c) => {
    const { project_id } = actorOf(c);
    const { a, b } = c.req.valid('query');
    const board = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const place = { project_id, campaign_id: board.campaign_id };
    const neither = await countNeither(c.env.DB, place, filterOf(board.settings), [a, b]);
    return c.json(headToHead(await seeBoard(c.env.DB, project_id, board), a, b, neither), 200);
  })
  .openapi(behind, async (c) => {
    const { project_id } = actorOf(c);
    const { a, b, ...page } = c.req.valid('query');
    const { campaign_id, settings } = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const { source } = filterOf(settings);
    const place = { project_id, campaign_id };
    return c.json(await listRatedComparisons(c.env.DB, place, { source, models: [a, b] }, page), 200);
  })
  .openapi(plan, async (c) => {
    const { project_id } = actorOf(c);
    const { a, b } = c.req.valid('query');
    const board = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(labelPlan(await seeBoard(c.env.DB, project_id, board), a, b), 200);
  })
  .openapi(history, async (c) => {
    const { project_id } = actorOf(c);
    const { points, models } = c.req.valid('query');
    const { id } = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(historyOf(await spreadSnapshots(c.env.DB, project_id, id, points), models), 200);
  })
  .openapi(agreement, async (c) => {
    const { project_id } = actorOf(c);
    const left = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const right = await requireLeaderboard(c.env.DB, project_id, c.req.valid('query').with);
    const seen = [await seeBoard(c.env.DB, project_id, left), await seeBoard(c.env.DB, project_id, right)] as const;
    return c.json(agreementOf({ left, right }, ...seen), 200);
  })
  .openapi(files, async (c) => {
    const { project_id } = actorOf(c);
    const board = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const { body, content_type, name } = await exportBoard(c.env.DB, project_id, board, c.req.valid('query'));
    const headers = { 'content-type': content_type, 'content-disposition': `attachment; filename="${name}"` };
    return c.body(body, 200, headers) as never;
  });
