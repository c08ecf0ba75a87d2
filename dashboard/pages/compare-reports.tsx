import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Report } from '../../schema/contracts/index.ts';
import { Choice } from '../parts/inputs.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { list, one } from '../queries.ts';
import { Compared } from '../report/comparison.tsx';
import { groupName } from '../report/series.ts';

/** Two reports, or two groups of one, on the questions they share. */
export default function CompareReports() {
  const { id } = useParams({ from: '/reports/$id/compare' });
  const search = useSearch({ from: '/reports/$id/compare' });
  const navigate = useNavigate({ from: '/reports/$id/compare' });
  const query = useQuery(one('GET /v1/self-correction-reports/{id}', { path: { id } }));
  const others = useInfiniteQuery(
    list('GET /v1/self-correction-reports', { query: { limit: 200 } }),
  ).data?.pages.flatMap((page) => page.data);
  const other_id = search.with ?? '';
  const names = Object.fromEntries(
    (others ?? []).map((report) => [report.id, report.id === id ? 'this one, by its groups' : report.name]),
  );
  return (
    <Page
      title="Compare reports"
      crumb={
        <Link to="/reports/$id" params={{ id }}>
          {query.data?.name ?? 'Report'}
        </Link>
      }
      lead="Question by question, on those that both have: what is different, and whether that could be chance."
    >
      <div className="filters">
        <Choice
          label="With"
          name="with"
          value={other_id}
          choices={['', ...Object.keys(names)]}
          words={{ '': 'choose a report', ...names }}
          onChange={(next) => navigate({ search: { with: next || undefined }, replace: true })}
        />
      </div>
      <Loaded query={query}>
        {(report) =>
          other_id === '' ? (
            <Empty title="Nothing to compare with yet">
              <p>Choose another report above, or this one again to compare two of its groups.</p>
            </Empty>
          ) : (
            <Pair key={other_id} report={report as Report} other_id={other_id} />
          )
        }
      </Loaded>
    </Page>
  );
}

/** The groups of a report by name; all of its attempts come first. */
function groupsOf({ result }: Report) {
  const groups = result.groups.map((group) => {
    const labels = Object.fromEntries(
      group.by.flatMap((label) => (group[label] === null ? [] : [[label, group[label]]])),
    );
    return { name: groupName(group, group.by), labels, result: group.result };
  });
  const named = groups.filter(({ labels }) => Object.keys(labels).length > 0);
  return [{ name: 'all attempts', labels: null, result }, ...named];
}

function Pair({ report, other_id }: { report: Report; other_id: string }) {
  const query = useQuery(one('GET /v1/self-correction-reports/{id}', { path: { id: other_id } }));
  return <Loaded query={query}>{(other) => <Groups report={report} other={other as Report} />}</Loaded>;
}

function Groups({ report, other }: { report: Report; other: Report }) {
  const [mine, theirs] = [groupsOf(report), groupsOf(other)];
  // One report with itself is compared by two of its groups.
  const same = report.id === other.id;
  const [a_name, setA] = useState(mine[same ? 1 : 0]?.name ?? 'all attempts');
  const [b_name, setB] = useState(theirs[same ? 2 : 0]?.name ?? 'all attempts');
  const a = mine.find(({ name }) => name === a_name);
  const b = theirs.find(({ name }) => name === b_name);
  const choice = (label: string, name: string, groups: typeof mine, value: string, set: (name: string) => void) => (
    <Choice
      label={label}
      name={name}
      value={value}
      choices={groups.map((one) => one.name)}
      words={Object.fromEntries(groups.map((one) => [one.name, one.name]))}
      onChange={set}
    />
  );
  if (!a || !b) return null;
  const named = (of: Report, group: string) =>
    group === 'all attempts' ? of.name : same ? group : `${of.name}, ${group}`;
  return (
    <>
      {(mine.length > 1 || theirs.length > 1) && (
        <div className="filters">
          {choice(`Of ${report.name}`, 'group', mine, a_name, setA)}
          {choice(`Of ${other.name}${same ? ', again' : ''}`, 'with_group', theirs, b_name, setB)}
        </div>
      )}
      <Compared
        id={report.id}
        asked={{
          with: other.id,
          ...(a.labels ? { group: a.labels } : {}),
          ...(b.labels ? { with_group: b.labels } : {}),
        }}
        a={{ key: 'a', name: `A: ${named(report, a_name)}`, result: a.result }}
        b={{ key: 'b', name: `B: ${named(other, b_name)}`, result: b.result }}
      />
    </>
  );
}
