import { Link } from '@tanstack/react-router';
import type { EvaluationResult } from '../../schema/contracts/index.ts';
import { ReliabilityChart, RiskCoverageChart } from './evaluation-charts.tsx';
import { numberRows, shareRows } from './evaluation-measures.ts';
import { count, decimal, percent } from './format.ts';
import { Card, Facts } from './page.tsx';
import type { MeasureRow } from './report-measures.ts';
import { type Column, Table } from './table.tsx';

const columnsWith = (show: (value: number | null) => string): Column<MeasureRow>[] => [
  { id: 'name', header: 'Measure', value: (row) => row.name },
  {
    id: 'value',
    header: 'Value',
    value: (row) => row.value,
    cell: (row) => <b data-measure={row.name}>{show(row.value)}</b>,
    end: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => (row.low === null || row.high === null ? null : `${show(row.low)} to ${show(row.high)}`),
    end: true,
  },
  { id: 'meaning', header: 'Meaning', value: (row) => row.meaning, wide: true },
];
const share_columns = columnsWith(percent);
const number_columns = columnsWith(decimal);

/** What an evaluation found. */
export function ResultCards({ result }: { result: EvaluationResult }) {
  const { probabilities, risk_coverage, comparison } = result;
  const numbers = numberRows(result);
  return (
    <>
      <Card title="Measures">
        <Facts
          facts={[
            ['Labeled items', count(result.items)],
            ['Clusters', count(result.clusters)],
            ['Without a label', count(result.unlabeled)],
            ['Without a judgment', count(result.failed)],
            ['Calls', count(result.calls)],
            ['Cost', decimal(result.cost, 4)],
          ]}
        />
        <Table label="Shares" rows={shareRows(result)} columns={share_columns} keyOf={(row) => row.name} />
        {numbers.length > 0 && (
          <Table label="Numbers" rows={numbers} columns={number_columns} keyOf={(row) => row.name} />
        )}
      </Card>
      {result.confusion.length > 0 && <Confusion result={result} />}
      {(probabilities || risk_coverage) && (
        <Card title="Probabilities">
          <div className="columns">
            {probabilities && <ReliabilityChart probabilities={probabilities} />}
            {risk_coverage && <RiskCoverageChart points={risk_coverage.points} />}
          </div>
        </Card>
      )}
      {comparison && <Comparison comparison={comparison} />}
    </>
  );
}

function Confusion({ result: { confusion } }: { result: EvaluationResult }) {
  const labels = [...new Set(confusion.map(({ label }) => label))];
  const outcomes = [...new Set(confusion.map(({ outcome }) => outcome))].sort();
  const cell = (label: string, outcome: string) =>
    confusion.find((one) => one.label === label && one.outcome === outcome)?.count ?? 0;
  const words = (name: string) => name.replaceAll('_', ' ');
  return (
    <Card title="What was said for what">
      <div className="scroll">
        <table className="transitions">
          <thead>
            <tr>
              <th scope="col">Label</th>
              {outcomes.map((outcome) => (
                <th scope="col" key={outcome}>
                  said {words(outcome)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label) => (
              <tr key={label}>
                <th scope="row">{words(label)}</th>
                {outcomes.map((outcome) => (
                  <td key={outcome} className={label === outcome ? 'keep' : ''}>
                    {count(cell(label, outcome))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Comparison({ comparison }: { comparison: NonNullable<EvaluationResult['comparison']> }) {
  const show = comparison.of === 'accuracy' ? percent : decimal;
  const { difference, p_value } = comparison;
  return (
    <Card title="Beside another judge">
      <Facts
        facts={[
          [
            'Compared to',
            <Link key="judge" to="/judges/$id" params={{ id: comparison.judge_id }}>
              the other judge
            </Link>,
          ],
          ['By', comparison.of.replaceAll('_', ' ')],
          ['Items', count(comparison.items)],
          ['This judge', show(comparison.this_value.value)],
          ['The other', show(comparison.other_value.value)],
          ['Difference', `${show(difference.value)} (${show(difference.low)} to ${show(difference.high)})`],
          ['Better here, there', `${count(comparison.this_only)}, ${count(comparison.other_only)}`],
          ['p', p_value === null ? '–' : p_value.toPrecision(2)],
          ['Test', comparison.method],
        ]}
      />
    </Card>
  );
}
