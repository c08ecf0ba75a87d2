import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, expect, test, vi } from 'vitest';
import type { Webhook } from '../../schema/contracts/index.ts';
import { makeCampaign } from '../edge/rater.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSoundEverywhere } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

/** Takes what is posted to it; answers with `status`. */
const receiver = { status: 200, got: [] as { headers: IncomingHttpHeaders; body: string }[] };
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  receiver.got.push({ headers: request.headers, body });
  response.writeHead(receiver.status).end();
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => server.close());
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`;

const list = (page: Page) => page.getByRole('region', { name: 'Webhooks' });
const deliveries = (page: Page) => page.getByRole('region', { name: 'Deliveries' });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

/** Makes what waits for its next try due, as if its time had come, and runs the cron. */
async function retry(attempts?: number): Promise<void> {
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  await db
    .prepare(
      `UPDATE webhook_deliveries SET next_attempt_at = 0, attempts = coalesce(?, attempts) WHERE state = 'pending'`,
    )
    .bind(attempts ?? null)
    .run();
  await platform.scheduled();
}

test('a webhook is made by keyboard, its secret shown once; it is tested, told, fails, is redelivered, switched off and deleted', async () => {
  const page = await signedIn();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${platform.url}/webhooks`);
  await page.getByRole('heading', { name: 'No webhook yet' }).waitFor();

  await page.getByLabel('Address').focus();
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  await page.getByText('Choose at least one event.').waitFor();
  await expectSoundEverywhere(page);
  await page.getByLabel('Description').focus();
  await page.keyboard.type('Chat of the team');
  await page.getByLabel('campaign.state_changed').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The webhook is ready' }).waitFor();
  const secret = await page.locator('.notice pre').innerText();
  expect(secret).toMatch(/^whsec_[\w+/]{32}$/);
  expect(await focused(page)).toBe('The webhook is ready');
  await page.locator('.notice').getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
  await expectSoundEverywhere(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  await list(page).getByText('active').waitFor();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: `Test ${address}` }).click();
  await list(page).getByRole('link', { name: address }).click();
  const row = (event: string) => deliveries(page).getByRole('row').filter({ hasText: event });
  await row('webhook.test').getByText('delivered').waitFor();
  await row('webhook.test').getByText('200').waitFor();
  const [first] = receiver.got;
  const signed = `${first?.headers['webhook-id']}.${first?.headers['webhook-timestamp']}.${first?.body}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(signed);
  expect(first?.headers['webhook-signature']).toBe(`v1,${mac.digest('base64')}`);

  // A real event, to a receiver that fails: tried again and again, then given up.
  receiver.status = 500;
  const { id: campaign_id } = await makeCampaign(project, [['x', 'y']]);
  await project.json('PATCH', `/v1/campaigns/${campaign_id}`, { state: 'paused' });
  await platform.scheduled();
  const told = row('campaign.state_changed');
  await told.getByText('pending').waitFor();
  await told.getByText('answered 500').first().waitFor();
  await told.getByText(campaign_id).waitFor();
  await told.getByText(/^in \d+ (seconds|minute)/).waitFor();
  await expectSoundEverywhere(page);
  await retry();
  await told.getByRole('cell', { name: '2', exact: true }).waitFor();
  await retry(9);
  await told.getByText('failed', { exact: true }).waitFor();
  await told.getByRole('cell', { name: '10', exact: true }).waitFor();
  const sent = () => receiver.got.filter(({ body }) => body.includes('campaign.state_changed'));
  expect(sent()).toHaveLength(3);

  receiver.status = 204;
  await told.getByRole('button', { name: 'Redeliver campaign.state_changed' }).click();
  await told.getByText('delivered').waitFor();
  expect(new Set(sent().map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(sent()).toHaveLength(4);

  // It is told other things from now on, at another path.
  await page.getByText('Change this webhook').click();
  await expectSoundEverywhere(page);
  expect(await page.getByLabel('Address').inputValue()).toBe(address);
  await page.getByLabel('campaign.state_changed').uncheck();
  await page.getByRole('button', { name: 'Change webhook' }).click();
  await page.getByText('Choose at least one event.').waitFor();
  await page.getByLabel('campaign.state_changed').check();
  await page.getByLabel('job.finished').check();
  await page.getByLabel('Address').fill(`${address}/anew`);
  await page.getByLabel('Address').press('Enter');
  await page.getByText(`What ${address}/anew was told`).waitFor();
  expect(await focused(page)).toBe('Change this webhook');
  const { data } = await project.json<{ data: Webhook[] }>('GET', '/v1/webhooks');
  expect(data).toMatchObject([
    { url: `${address}/anew`, events: ['campaign.state_changed', 'job.finished'], description: 'Chat of the team' },
  ]);

  await page.getByRole('link', { name: 'Webhooks' }).last().click();
  await page.getByRole('button', { name: `Disable ${address}/anew` }).click();
  await list(page).getByText('off', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: `Test ${address}/anew` }).count()).toBe(0);
  await expectSoundEverywhere(page);
  await project.json('PATCH', `/v1/campaigns/${campaign_id}`, { state: 'open' });
  await platform.scheduled();
  await page.getByRole('button', { name: `Enable ${address}/anew` }).click();
  await list(page).getByText('active').waitFor();
  expect(sent()).toHaveLength(4);

  await page.getByRole('button', { name: `Delete ${address}/anew` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused(page)).toBe(`Delete ${address}/anew`);
  await page.keyboard.press('Enter');
  await expectSoundEverywhere(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the webhook' }).click();
  await page.getByRole('heading', { name: 'No webhook yet' }).waitFor();
  expect(await focused(page)).toBe('Webhooks');
  expect((await project.json<{ data: Webhook[] }>('GET', '/v1/webhooks')).data).toEqual([]);
});

test('an address that nobody answers at is said so, and one that is refused keeps what was typed', async () => {
  const page = await signedIn();
  await page.goto(`${platform.url}/webhooks`);
  await page.getByLabel('Address').fill('https://user:pass@example.org/');
  await page.getByLabel('job.finished').check();
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('job.finished').isChecked()).toBe(true);
  await expectSoundEverywhere(page);
  // Nobody listens at port 9.
  await page.getByLabel('Address').fill('http://127.0.0.1:9/');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await page.getByRole('heading', { name: 'The webhook is ready' }).waitFor();
  await page.getByRole('button', { name: 'Test http://127.0.0.1:9/' }).click();
  await vi.waitFor(async () => expect(await list(page).getByText('failing', { exact: true }).count()).toBe(1), {
    timeout: 20_000,
    interval: 500,
  });
  await list(page).getByRole('link', { name: 'http://127.0.0.1:9/' }).click();
  await deliveries(page).getByText('cannot be reached').first().waitFor();
});
