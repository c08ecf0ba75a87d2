import { z } from 'zod';
import {
  BadgeQuery,
  ExportQuery,
  HistoryQuery,
  LeaderboardHistory,
  PublicLeaderboard,
  Slug,
  WinMatrix,
} from '../../../schema/contracts/leaderboard-reads.ts';
import { badgeSvg } from '../campaigns/badge.ts';
import { exportBoard } from '../campaigns/exports/export.ts';
import { seeBoard } from '../campaigns/leaderboard.ts';
import { requirePublished } from '../campaigns/public-board.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { published } from '../http/published.ts';
import { router } from '../http/router.ts';
import { historyOf } from '../rankings/boards/history.ts';
import { winMatrix } from '../rankings/boards/win-matrix.ts';
import { spreadSnapshots } from '../store/snapshots.ts';

const tags = ['public leaderboards'];
const params = z.object({ slug: Slug });
const path = '/v1/public/leaderboards/{slug}';
const note = 'Needs no key, from any origin. Answers carry an ETag; with If-None-Match an unchanged one is 304.';

const show = endpoint('public', {
  method: 'get',
  path,
  tags,
  summary: 'Read a published leaderboard',
  description: note,
  request: { params },
  responses: { 200: json(PublicLeaderboard, 'The leaderboard with its latest snapshot.') },
});
const history = endpoint('public', {
  method: 'get',
  path: `${path}/history`,
  tags,
  summary: "A published leaderboard's scores over versions",
  request: { params, query: HistoryQuery },
  responses: { 200: json(LeaderboardHistory, 'Scores, intervals and ranks, earliest first.') },
});
const matrix = endpoint('public', {
  method: 'get',
  path: `${path}/win-matrix`,
  tags,
  summary: "A published leaderboard's win matrix",
  request: { params },
  responses: { 200: json(WinMatrix, 'Results of every pair against what the scores predict.') },
});
const files = endpoint('public', {
  method: 'get',
  path: `${path}/export`,
  tags,
  summary: 'Download a published leaderboard, or what it was computed from',
  request: { params, query: ExportQuery },
  responses: { 200: { description: 'The file.', content: { 'application/octet-stream': { schema: z.string() } } } },
});
const badge = endpoint('public', {
  method: 'get',
  path: `${path}/badge.svg`,
  tags,
  summary: 'A badge that says who leads, or where a model stands',
  request: { params, query: BadgeQuery },
  responses: { 200: { description: 'The picture.', content: { 'image/svg+xml': { schema: z.string() } } } },
});

const asJson = (value: unknown) => ({ body: JSON.stringify(value), content_type: 'application/json' });

export default router()
  .openapi(show, async (c) => {
    const { shown, version } = await requirePublished(c.env.DB, c.req.valid('param').slug);
    return (await published(c, version, async () => asJson(shown))) as never;
  })
  .openapi(history, async (c) => {
    const { project_id, board, version } = await requirePublished(c.env.DB, c.req.valid('param').slug);
    const { points, models } = c.req.valid('query');
    const make = async () => asJson(historyOf(await spreadSnapshots(c.env.DB, project_id, board.id, points), models));
    return (await published(c, version, make)) as never;
  })
  .openapi(matrix, async (c) => {
    const { project_id, board, version } = await requirePublished(c.env.DB, c.req.valid('param').slug);
    const make = async () => asJson(winMatrix(await seeBoard(c.env.DB, project_id, board), board.snapshot_version));
    return (await published(c, version, make)) as never;
  })
  .openapi(files, async (c) => {
    const { project_id, board, version } = await requirePublished(c.env.DB, c.req.valid('param').slug);
    const make = () => exportBoard(c.env.DB, project_id, board, c.req.valid('query'));
    return (await published(c, version, make)) as never;
  })
  .openapi(badge, async (c) => {
    const { snapshot, shown, version } = await requirePublished(c.env.DB, c.req.valid('param').slug);
    const svg = badgeSvg(shown.name, snapshot, c.req.valid('query').model);
    return (await published(c, version, async () => ({ body: svg, content_type: 'image/svg+xml' }))) as never;
  });
