import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { Campaign, Rating } from '../../schema/contracts/index.ts';
import { press } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { desk, expectSound, phone } from './walk.ts';

const { project, open } = await dashboardWalk();

/** A tone as a WAV file: one channel of 16 bits at 8 kHz. */
function wav(hertz: number, seconds: number): Buffer {
  const count = 8000 * seconds;
  const samples = Buffer.alloc(2 * count);
  for (let n = 0; n < count; n++)
    samples.writeInt16LE(Math.round(3000 * Math.sin((2 * Math.PI * hertz * n) / 8000)), 2 * n);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  // PCM, one channel; samples and bytes a second; bytes and bits a sample.
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Two seconds of one color as WebM, recorded in this very browser. */
async function film(color: string): Promise<Buffer> {
  const page = await open();
  const base64 = await page.evaluate(
    (fill) =>
      new Promise<string>((done) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
        const pen = canvas.getContext('2d');
        const paint = (at: number) => {
          if (pen) pen.fillStyle = fill;
          pen?.fillRect(0, 0, 64, 48);
          // A picture that stands still is recorded once only.
          pen?.clearRect((at / 20) % 64, 10, 4, 4);
          requestAnimationFrame(paint);
        };
        requestAnimationFrame(paint);
        const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
        const parts: Blob[] = [];
        recorder.ondataavailable = ({ data }) => parts.push(data);
        recorder.onstop = async () => {
          const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
          done(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
        };
        recorder.start();
        setTimeout(() => recorder.stop(), 2000);
      }),
    color,
  );
  await page.context().close();
  return Buffer.from(base64, 'base64');
}

/** A campaign with one comparison of two files. */
async function comparing(content: 'audio' | 'video', files: [Buffer, Buffer]): Promise<Campaign> {
  const made = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Heard and seen', content });
  const [response_a, response_b] = await Promise.all(
    files.map(async (file) => {
      const kept = await project.request(`/v1/campaigns/${made.id}/media`, {
        ...{ method: 'PUT', body: new Uint8Array(file) },
        headers: { 'content-type': 'application/octet-stream' },
      });
      return ((await kept.json()) as { response: string }).response;
    }),
  );
  const names = { model_a: 'hidden-model-one', model_b: 'hidden-model-two' };
  const prompt = content === 'audio' ? 'Sing an A.' : 'Show me red.';
  const comparisons = [{ prompt, response_a, response_b, ...names }];
  await project.json('POST', `/v1/campaigns/${made.id}/comparisons`, { comparisons });
  return made;
}

/** Everything that a page sends and is sent, as text, with what its tokens say. */
function listening(page: Page): () => Promise<string> {
  const heard: Promise<string>[] = [];
  page.on('response', (response) =>
    heard.push(
      response
        .allHeaders()
        .then(async (headers) => `${JSON.stringify(headers)} ${await response.text()}`)
        .catch(() => ''),
    ),
  );
  page.on('request', (request) => heard.push(Promise.resolve(`${request.url()} ${request.postData() ?? ''}`)));
  return async () => {
    const seen = (await Promise.all(heard)).join('\n');
    const tokens = [...seen.matchAll(/[\w-]+\.([\w-]{20,})\.[\w-]+/g)];
    return [seen, ...tokens.map(([, part = '']) => Buffer.from(part, 'base64url').toString())].join('\n');
  };
}

/** Whether each of the players is paused, in their order. */
const paused = (page: Page) =>
  page.locator('article :is(audio, video)').evaluateAll((all) => all.map((one) => (one as HTMLMediaElement).paused));

const playing = (page: Page, expected: boolean[]) =>
  vi.waitFor(async () => expect(await paused(page)).toEqual(expected), { timeout: 10_000, interval: 100 });

/** Tabs until the player of an answer has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press('Tab');
    const at = 'document.activeElement instanceof HTMLMediaElement && document.activeElement.ariaLabel';
    if ((await page.evaluate(at)) === label) return;
  }
  throw new Error(`no Tab leads to ${label}`);
}

const kinds = [
  { content: 'audio' as const, files: async (): Promise<[Buffer, Buffer]> => [wav(440, 20), wav(466, 20)] },
  {
    content: 'video' as const,
    files: async (): Promise<[Buffer, Buffer]> => [await film('crimson'), await film('navy')],
  },
];

test.each(kinds)('$content: played by keyboard, one at a time, and nothing tells who made it', async (kind) => {
  const made = await comparing(kind.content, await kind.files());
  const page = await open();
  const traffic = listening(page);
  await page.goto(made.rating_url);
  const players = page.locator(`article ${kind.content}`);
  await players.nth(1).waitFor();
  await vi.waitFor(
    async () =>
      expect(await players.evaluateAll((all) => all.map((one) => (one as HTMLMediaElement).readyState >= 1))).toEqual([
        true,
        true,
      ]),
    { timeout: 15_000, interval: 100 },
  );
  for (const player of await players.all())
    await player.evaluate((one: HTMLMediaElement) => Object.assign(one, { loop: true }));
  expect(await paused(page)).toEqual([true, true]);
  await tabTo(page, 'Answer A');
  await press(page, 'Space');
  await playing(page, [false, true]);
  await tabTo(page, 'Answer B');
  await press(page, 'Space');
  await playing(page, [true, false]);
  // The player's own keys are no votes.
  await press(page, 'ArrowLeft', 'ArrowRight');
  expect(await page.getByRole('button', { name: 'Finish' }).count()).toBe(0);
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page, 'color-contrast');
  await page.emulateMedia({ colorScheme: 'light' });
  for (const size of [phone.viewport, desk.viewport]) {
    if (size) await page.setViewportSize(size);
    await expectSound(page, 'target-size');
  }
  await page.getByRole('heading', { level: 1 }).focus();
  await press(page, 'ArrowLeft');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'That was all. Thank you!' }).waitFor();
  const { data } = await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${made.id}/ratings`);
  expect(data.map(({ choice }) => choice)).toEqual(['left']);
  const seen = await traffic();
  expect(seen).toContain(`/v1/rating-media/${made.id}/`);
  expect(seen).not.toMatch(/hidden-model|flipped/);
});
