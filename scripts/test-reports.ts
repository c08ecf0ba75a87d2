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

/** One test that failed, or failed at first, and the first lines of what it said. */
export interface Failure {
  name: string;
  why: string;
}

export interface Report extends Counts {
  times: TestTime[];
  failures: Failure[];
  /** Tests that failed at first and passed on the second try: they count as passed, and are said. */
  flaky: Failure[];
}

interface VitestJson {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status?: string; duration?: number | null; failureMessages?: string[] }[];
  }[];
}

const LINES_OF_A_FAILURE = 6;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colors begin with the escape character.
const COLOR = /\u001b\[[0-9;]*m/g;
const beginning = (text: string) => text.replace(COLOR, '').trim().split('\n').slice(0, LINES_OF_A_FAILURE).join('\n');

/** Reads vitest's JSON report; a file that failed before its first test counts as one failure. */
export function vitestReport(text: string): Report {
  const report: VitestJson = JSON.parse(text);
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, name: `${name.replace(/^.*?\/tests\//, '')}: ${test.fullName}` })),
  );
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const said = (outcome: string) =>
    tests
      .filter(({ status, failureMessages }) => status === outcome && (outcome === 'failed' || failureMessages?.length))
      .map(({ name, failureMessages }) => ({ name, why: beginning(failureMessages?.join('\n') ?? '') }));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    times: tests.map(({ name, duration }) => ({ name, ms: duration ?? 0 })),
    failures: [
      ...said('failed'),
      ...broken.map(({ name, message }) => ({
        name: name.replace(/^.*?\/tests\//, ''),
        why: beginning(message ?? ''),
      })),
    ],
    flaky: said('passed'),
  };
}

const NAMED: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
const plain = (xml: string) =>
  xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, named) =>
    named ? (NAMED[named] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );
const attribute = (tag: string, name: string) => plain(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** Reads pytest's JUnit report; an error in a fixture or at collection counts as a failure. */
export function pytestReport(xml: string): Report {
  const suites = xml.match(/<testsuite\b[^>]*>/g) ?? [];
  const sum = (name: string) => suites.reduce((total, tag) => total + Number(attribute(tag, name) || 0), 0);
  const failed = sum('failures') + sum('errors');
  const skipped = sum('skipped');
  const tests = [...xml.matchAll(/(<testcase\b[^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, tag, inside]) => ({
    name: `${attribute(tag ?? '', 'classname')}: ${attribute(tag ?? '', 'name')}`,
    ms: Number(attribute(tag ?? '', 'time')) * 1000,
    outcome: /<(?:failure|error)\b[^>]*>/.exec(inside ?? '')?.[0],
  }));
  return {
    passed: Math.max(0, sum('tests') - failed - skipped),
    failed,
    skipped,
    times: tests.map(({ name, ms }) => ({ name, ms })),
    failures: tests.flatMap(({ name, outcome }) =>
      outcome ? [{ name, why: beginning(attribute(outcome, 'message')) }] : [],
    ),
    flaky: [],
  };
}
