import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Starts the Chromium that comes as a package, headless; the caller closes it. `ASSAY_CHROMIUM` names another one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.ASSAY_CHROMIUM ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: chromium.args, headless: true });
}
