import type { Page } from 'playwright-core';
import type { Campaign, Rating } from '../../schema/contracts/index.ts';
import type { TestProject } from '../platform.ts';

/** A comparison of the models `right` and `wrong`. */
export const pair = (prompt: string, response_a: string, response_b: string) => ({
  ...{ prompt, response_a, response_b },
  ...{ model_a: 'right', model_b: 'wrong' },
});

/** So many sums, of which the model `right` knows the answer. */
export const sums = (count: number) =>
  Array.from({ length: count }, (_, n) => pair(`What is ${n} + ${n}?`, `It is ${2 * n}.`, `It is ${2 * n + 1}.`));

/** A campaign of these comparisons. */
export async function openCampaign(
  project: TestProject,
  comparisons: Record<string, unknown>[],
  fields: Record<string, unknown> = {},
): Promise<Campaign> {
  const made = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Sums', ...fields });
  await project.json('POST', `/v1/campaigns/${made.id}/comparisons`, { comparisons });
  return made;
}

/** A campaign's ratings, latest first. */
export const ratingsOf = async (project: TestProject, { id }: Campaign) =>
  (await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`)).data;

/** Presses a key once the page listens: right after a new comparison shows it takes none. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.waitForTimeout(300);
  for (const key of keys) await page.keyboard.press(key);
}

/** The id of the comparison that shows. */
export const shownId = (page: Page) => page.locator('.compare').getAttribute('data-assignment');

/** Presses a key and waits for the next comparison. */
export async function answer(page: Page, key: string): Promise<void> {
  const id = await shownId(page);
  await press(page, key);
  await page.locator(`.compare:not([data-assignment="${id}"]), .message`).waitFor();
}
