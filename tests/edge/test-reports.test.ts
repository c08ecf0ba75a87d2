import { expect, test } from 'vitest';
import { pytestReport, vitestReport } from '../../scripts/test-reports.ts';

test("vitest's report: a file that never ran counts as a failure, and each failure says why", () => {
  const report = vitestReport(
    JSON.stringify({
      numPassedTests: 2,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        {
          name: '/x/tests/edge/a.test.ts',
          status: 'failed',
          assertionResults: [
            {
              fullName: 'one',
              status: 'failed',
              duration: 12,
              failureMessages: ['\u001b[31mAssertionError\u001b[39m: expected 1 to be 2\n    at a.ts'],
            },
            { fullName: 'two', status: 'passed', duration: 3, failureMessages: [] },
            { fullName: 'three', status: 'passed', duration: 4, failureMessages: ['TimeoutError: 15000ms'] },
          ],
        },
        { name: '/x/tests/edge/b.test.ts', status: 'failed', message: 'No such module', assertionResults: [] },
      ],
    }),
  );
  expect(report).toEqual({
    passed: 2,
    failed: 2,
    skipped: 1,
    times: [
      { name: 'edge/a.test.ts: one', ms: 12 },
      { name: 'edge/a.test.ts: two', ms: 3 },
      { name: 'edge/a.test.ts: three', ms: 4 },
    ],
    failures: [
      { name: 'edge/a.test.ts: one', why: 'AssertionError: expected 1 to be 2\n    at a.ts' },
      { name: 'edge/b.test.ts', why: 'No such module' },
    ],
    flaky: [{ name: 'edge/a.test.ts: three', why: 'TimeoutError: 15000ms' }],
  });
});

test("pytest's report: errors are failures, skipped tests did not pass", () => {
  const report = pytestReport(
    '<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5" time="2.0">' +
      '<testcase classname="tests.runner.test_x" name="test_a" time="0.5" />' +
      '<testcase classname="tests.runner.test_x" name="test_b" time="0.1">' +
      '<failure message="assert 1 &lt; 0&#10;where">at line 3</failure></testcase></testsuite></testsuites>',
  );
  expect(report).toEqual({
    passed: 2,
    failed: 2,
    skipped: 1,
    times: [
      { name: 'tests.runner.test_x: test_a', ms: 500 },
      { name: 'tests.runner.test_x: test_b', ms: 100 },
    ],
    failures: [{ name: 'tests.runner.test_x: test_b', why: 'assert 1 < 0\nwhere' }],
    flaky: [],
  });
});
