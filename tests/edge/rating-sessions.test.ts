import { expect, test } from 'vitest';
import type { Assignments, Campaign } from '../../schema/contracts/campaigns.ts';
import type { RatingCheckResult } from '../../schema/contracts/rating-sessions.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater, type Rater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const pairs = (count: number) => Array.from({ length: count }, (): [string, string] => ['x', 'y']);

/** Rates whatever a rater is handed until there is no more. */
async function rateAll(rater: Rater): Promise<Assignments> {
  for (const deadline = Date.now() + 20_000; ; ) {
    const answer = await rater.assignments(5);
    if (answer.done) return answer;
    for (const { token } of answer.assignments) expect((await rater.rate(token, 'left')).status).toBe(202);
    if (Date.now() > deadline) throw new Error(`not done after 20 s: ${JSON.stringify(answer)}`);
    if (answer.assignments.length === 0) await new Promise((done) => setTimeout(done, 200));
  }
}

test.concurrent('a comprehension check: two tries, told what was wrong, and no comparison before it is passed', async () => {
  const project = await platform.project();
  const check = [
    { question: 'Which counts?', answers: ['Length', 'Truth'], correct: 1, explanation: 'A long lie is a lie.' },
    { question: 'May you search?', answers: ['Yes', 'No'], correct: 0 },
  ];
  const { rating_url } = await makeCampaign(project, pairs(2), { check });
  const rater = await openRater(platform, rating_url);
  expect(rater.session.check).toEqual({
    questions: check.map(({ question, answers }) => ({ question, answers })),
    tries_left: 2,
    passed: false,
  });
  await expect(rater.assignments()).rejects.toThrow(/403.*about its instructions first/);
  expect((await rater.check([1])).status).toBe(400);
  const first = (await (await rater.check([0, 0])).json()) as RatingCheckResult;
  expect(first).toEqual({
    passed: false,
    tries_left: 1,
    wrong: [{ question: 0, explanation: 'A long lie is a lie.' }],
  });
  expect((await openRater(platform, rating_url, rater.cookies)).session.check).toMatchObject({ tries_left: 1 });
  expect(await (await rater.check([1, 0])).json()).toEqual({ passed: true, tries_left: 0, wrong: [] });
  expect((await rater.assignments()).assignments).toHaveLength(2);
  expect(rater.traffic()).not.toContain('"correct"');

  const careless = await openRater(platform, rating_url);
  await careless.check([0, 0]);
  expect(await (await careless.check([0, 1])).json()).toMatchObject({ passed: false, tries_left: 0 });
  expect((await careless.check([1, 0])).status).toBe(403);
  await expect(careless.assignments()).rejects.toThrow(/403.*answered wrongly twice/);
});

test.concurrent('a participant is one rater on every device, and gets the completion code when they are done', async () => {
  const project = await platform.project();
  const recruitment = { completion_code: 'C0DE', completion_url: 'https://platform.example/done?cc=C0DE' };
  const { id, rating_url } = await makeCampaign(project, pairs(3), { recruitment, overlap: 5, ratings_per_rater: 2 });
  const phone = await openRater(platform, rating_url, new Map(), 'participant-1');
  expect(phone.session).toMatchObject({ participant_parameter: 'PROLIFIC_PID', total: 2, completion: null });
  const desk = await openRater(platform, rating_url, new Map(), 'participant-1');
  expect(desk.session.rater_id).toBe(phone.session.rater_id);
  const other = await openRater(platform, rating_url, desk.cookies, 'participant-2');
  expect(other.session.rater_id).not.toBe(phone.session.rater_id);
  expect(phone.traffic()).not.toContain('C0DE');

  expect(await rateAll(phone)).toEqual({
    assignments: [],
    rated: 2,
    total: 2,
    done: 'quota',
    completion: { code: 'C0DE', url: recruitment.completion_url },
  });
  expect((await openRater(platform, rating_url, new Map(), 'participant-1')).session.completion).toMatchObject({
    code: 'C0DE',
  });
  expect((await waitForRatings(project, id, 2)).rating_count).toBe(2);
});

test.concurrent('a session begins with comparisons where they are asked for and nothing comes before them', async () => {
  const project = await platform.project();
  const plain = await makeCampaign(project, pairs(3));
  expect((await openRater(platform, plain.rating_url)).session.next).toBeNull();
  const rater = await openRater(platform, plain.rating_url, new Map(), '', { count: 2 });
  const { next, rated, total, completion } = rater.session;
  expect(next).toMatchObject({ rated, total, completion, done: null });
  expect(next?.assignments).toHaveLength(2);
  // They are the rater's own: asked again, the same are there first.
  expect((await rater.assignments(2)).assignments.map(({ id }) => id)).toEqual(next?.assignments.map(({ id }) => id));
  expect((await rater.rate(next?.assignments[0]?.token ?? '', 'left')).status).toBe(202);

  const check = [{ question: 'Which counts?', answers: ['Length', 'Truth'], correct: 1 }];
  const checked = await makeCampaign(project, pairs(3), { check });
  const new_here = await openRater(platform, checked.rating_url, new Map(), '', { count: 2 });
  expect(new_here.session).toMatchObject({ next: null, total: 3 });
  await new_here.check([1]);
  const back = await openRater(platform, checked.rating_url, new_here.cookies, '', { count: 2 });
  expect(back.session.next?.assignments).toHaveLength(2);

  const recruitment = { completion_code: 'C0DE', completion_url: null };
  const recruited = await makeCampaign(project, pairs(3), { recruitment });
  const nobody = await openRater(platform, recruited.rating_url, new Map(), '', { count: 2 });
  expect(nobody.session).toMatchObject({ next: null, participant_parameter: 'PROLIFIC_PID' });
  const one = await openRater(platform, recruited.rating_url, new Map(), 'participant-1', { count: 2 });
  expect(one.session.next?.assignments).toHaveLength(2);
});

test.concurrent('a quota holds for all that a rater is handed, however often they ask', async () => {
  const project = await platform.project();
  const { rating_url } = await makeCampaign(project, pairs(8), { ratings_per_rater: 3 });
  const rater = await openRater(platform, rating_url);
  const handed = new Set<string>();
  for (let asked = 0; asked < 4; asked++)
    for (const { id } of (await rater.assignments(10)).assignments) handed.add(id);
  expect(handed.size).toBe(3);
});

test.concurrent('what one rater holds is handed to nobody else: no comparison gets more ratings than wanted', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, pairs(6), { overlap: 1 });
  const raters = await Promise.all(Array.from({ length: 4 }, () => openRater(platform, rating_url)));
  const handed = await Promise.all(raters.map(async (rater) => (await rater.assignments(4)).assignments));
  const prompts = handed.flat().map(({ prompt }) => prompt);
  expect(prompts).toHaveLength(6);
  expect(new Set(prompts).size).toBe(6);
  for (const [at, assignments] of handed.entries())
    for (const { token } of assignments) expect((await raters[at]?.rate(token, 'tie'))?.status).toBe(202);
  expect((await waitForRatings(project, id, 6)).rating_count).toBe(6);
  const late = await (await openRater(platform, rating_url)).assignments();
  expect(late).toMatchObject({ assignments: [], done: 'nothing_left', completion: null });
});

test.concurrent('a budget pauses the campaign, and its raters hear that there are enough ratings', async ({
  expect,
}) => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, pairs(6), { budget: 3, overlap: 9 });
  const [one, two] = [await openRater(platform, rating_url), await openRater(platform, rating_url)];
  const { assignments } = await one.assignments(4);
  for (const { token } of assignments) await one.rate(token, 'right');
  await expect
    .poll(() => project.json<Campaign>('GET', `/v1/campaigns/${id}`), { timeout: 15_000 })
    .toMatchObject({ state: 'paused', paused_by: 'budget' });
  expect(await two.assignments()).toMatchObject({ assignments: [], done: 'enough' });
  expect((await openRater(platform, rating_url)).session).toMatchObject({ rated: 0, total: 0 });
});

test.concurrent('the campaign pauses itself when its first model is told apart, and goes on only with another goal', async () => {
  const project = await platform.project();
  const target = { top: 1, confidence: 0.9 };
  const made = await makeCampaign(project, pairs(24), { overlap: 1, target });
  const rater = await openRater(platform, made.rating_url);
  const rateRight = async (count: number) => {
    for (const { token, left } of (await rater.assignments(count)).assignments)
      await rater.rate(token, left.startsWith('first') ? 'left' : 'right');
  };
  const path = `/v1/campaigns/${made.id}`;
  await rateRight(1);
  await waitForRatings(project, made.id, 1);
  await platform.scheduled();
  expect(await project.json('GET', path)).toMatchObject({ state: 'open' });
  await rateRight(10);
  await waitForRatings(project, made.id, 11);
  await platform.scheduled();
  expect(await project.json('GET', path)).toMatchObject({ state: 'paused', paused_by: 'target' });
  expect(await project.json('PATCH', path, { state: 'open' }, 409)).toMatchObject({
    detail: expect.stringContaining('target'),
  });
  expect(await project.json('PATCH', path, { state: 'open', target: null })).toMatchObject({
    state: 'open',
    paused_by: null,
    target: null,
  });
  expect((await rater.assignments(2)).assignments).toHaveLength(2);
});
