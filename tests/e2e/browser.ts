import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

// The package's own arguments are made for one page in a sandboxed function: one process, which a closed context takes down, and no
// same-origin policy. Walks need neither.
const args = ['--no-sandbox', '--headless=shell', '--disable-gpu', '--disable-dev-shm-usage'];

/** Starts the Chromium that comes as a package, headless; the caller closes it. `ASSAY_CHROMIUM` names another one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.ASSAY_CHROMIUM ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args, headless: true });
}
