/** How many tests passed, failed and were skipped. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** One test and the time it took. */
export interface TestTime {
  name: string;
  ms: number;
}

type Report = Counts & { times: TestTime[] };

interface VitestJson {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; duration?: number | null }[];
  }[];
}

/** Reads vitest's JSON report; a file that failed before its first test counts as one failure. */
export function vitestReport(text: string): Report {
  const report: VitestJson = JSON.parse(text);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const times = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      name: `${name.replace(/^.*?\/tests\//, '')}: ${fullName}`,
      ms: duration ?? 0,
    })),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    times,
  };
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/** Reads pytest's JUnit report; an error in a fixture or at collection counts as a failure. */
export function pytestReport(xml: string): Report {
  const suites = xml.match(/<testsuite\b[^>]*>/g) ?? [];
  const sum = (name: string) => suites.reduce((total, tag) => total + Number(attribute(tag, name) || 0), 0);
  const failed = sum('failures') + sum('errors');
  const skipped = sum('skipped');
  const times = (xml.match(/<testcase\b[^>]*>/g) ?? []).map((tag) => ({
    name: `${attribute(tag, 'classname')}: ${attribute(tag, 'name')}`,
    ms: Number(attribute(tag, 'time')) * 1000,
  }));
  return { passed: Math.max(0, sum('tests') - failed - skipped), failed, skipped, times };
}
