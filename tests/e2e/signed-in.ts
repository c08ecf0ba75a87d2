import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import type { PlatformOptions } from '../../scripts/platform.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';
import { browsing, signIn } from './walk.ts';

/** A platform with one project for the tests of a file, and pages signed in to it; a script error on any page fails the file. */
export async function dashboardWalk(options: PlatformOptions = {}): Promise<{
  platform: TestPlatform;
  project: TestProject;
  open: (options?: BrowserContextOptions) => Promise<Page>;
  signedIn: (options?: BrowserContextOptions) => Promise<Page>;
}> {
  const { page: open, errors } = browsing();
  const platform = await openTestPlatform(options);
  const project = await platform.project();
  afterAll(() => expect(errors).toEqual([]));
  const signedIn = async (options?: BrowserContextOptions) => {
    const page = await open(options);
    await signIn(page, platform.url, project.key);
    return page;
  };
  return { platform, project, open, signedIn };
}
