import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the largest report is read and computed in less memory than a Worker has', { timeout: 300_000 }, () => {
  // 96 MB for what lives on and three spaces of 8 MB for what is new: less than the 128 MB of an isolate.
  const limits = ['--max-old-space-size=96', '--max-semi-space-size=8'];
  const said = execFileSync(process.execPath, [...limits, 'tests/report-size.ts'], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({ samples: 50_000, groups: 3 });
});
