/**
 * The floors of docs and design: imports between folders go down only.
 * porch (index, app) → rooms (routes, dashboard) → workshop (flows) → tools → cellar (store) → ground (schema).
 */
const FLOORS = [
  ['porch', '^workers/api/(index|app|queues|dead-letters|cron)\\.ts$'],
  ['rooms', '^workers/api/routes/'],
  ['workshop', '^workers/api/(batches|judging|evaluating|refining|jobs|campaigns|critiquing|imports|reports)/'],
  ['tools', '^workers/api/(providers|metrics|rankings|auth|http)/'],
  ['cellar', '^workers/api/store/'],
  ['ground', '^(schema|workers/numbers|workers/edge-model)/'],
];

const upward = FLOORS.slice(1).map(([name, path], floor) => ({
  name: `${name}-imports-down-only`,
  comment: `${name} may import its own floor and the floors below it, never one above.`,
  severity: 'error',
  from: { path },
  to: { path: FLOORS.slice(0, floor + 1).map(([, above]) => above) },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'routes-never-import-each-other',
      comment: 'A route file speaks HTTP for one noun; what two of them share belongs a floor lower.',
      severity: 'error',
      from: { path: '^workers/api/routes/([^/]+)\\.ts$', pathNot: '^workers/api/routes/index\\.ts$' },
      to: { path: '^workers/api/routes/', pathNot: '^workers/api/routes/$1\\.ts$' },
    },
    {
      name: 'metrics-and-rankings-are-pure',
      comment: 'Functions of rows: no clock, no database, no randomness but a passed seed.',
      severity: 'error',
      from: { path: '^workers/api/(metrics|rankings)/' },
      to: { path: '^(workers|node:)', pathNot: '^workers/api/(metrics|rankings)/' },
    },
    {
      name: 'the-dashboard-knows-only-the-contracts',
      comment: 'And workers/edge-model, by which the playground scores as the Worker does.',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^(workers|scripts|tests)/', pathNot: '^workers/edge-model/' },
    },
    {
      name: 'the-client-stands-alone',
      comment: 'What is published imports nothing of this tree; the dashboard may import it.',
      severity: 'error',
      from: { path: '^packages/assay/src/' },
      to: { path: '.', pathNot: '^packages/assay/src/|^node:', dependencyTypesNot: ['core'] },
    },
    {
      name: 'the-library-runs-anywhere',
      comment: 'Node and its modules are for the command line only.',
      severity: 'error',
      from: { path: '^packages/assay/src/', pathNot: '^packages/assay/src/cli/' },
      to: { path: '^packages/assay/src/cli/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-library-uses-no-node-modules',
      severity: 'error',
      from: { path: '^packages/assay/src/', pathNot: '^packages/assay/src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workers-stay-apart',
      comment: 'The api Worker meets the edge judge at the service binding, and knows no more of it than its type.',
      severity: 'error',
      from: { path: '^workers/api/' },
      to: { path: '^workers/edge-judge/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-code-knows-no-scripts-or-tests',
      severity: 'error',
      from: { path: '^(workers|schema|dashboard|packages)/' },
      to: { path: '^(scripts|bench|tests)/' },
    },
    {
      name: 'workers-use-no-node-modules',
      comment: 'workerd is not Node: no node: imports in the Workers.',
      severity: 'error',
      from: { path: '^(workers|schema)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // rankings.js is made by the build, from workers/api/rankings/offline.
      to: { couldNotResolve: true, pathNot: '^(cloudflare:|virtual:|\\./rankings\\.js$)|[?]url$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['workerd', 'import', 'node', 'default', 'types'],
    },
  },
};
