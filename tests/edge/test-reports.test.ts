import { expect, test } from 'vitest';
import { pytestReport, vitestReport } from '../../scripts/test-reports.ts';

test("vitest's report: a file that never ran counts as a failure", () => {
  const report = vitestReport(
    JSON.stringify({
      numPassedTests: 2,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        { name: '/x/tests/edge/a.test.ts', status: 'failed', assertionResults: [{ fullName: 'one', duration: 12 }] },
        { name: '/x/tests/edge/b.test.ts', status: 'failed', assertionResults: [] },
      ],
    }),
  );
  expect(report).toEqual({ passed: 2, failed: 2, skipped: 1, times: [{ name: 'edge/a.test.ts: one', ms: 12 }] });
});

test("pytest's report: errors are failures, skipped tests did not pass", () => {
  const report = pytestReport(
    '<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5" time="2.0">' +
      '<testcase classname="tests.runner.test_x" name="test_a" time="0.5" /></testsuite></testsuites>',
  );
  expect(report).toEqual({
    passed: 2,
    failed: 2,
    skipped: 1,
    times: [{ name: 'tests.runner.test_x: test_a', ms: 500 }],
  });
});
