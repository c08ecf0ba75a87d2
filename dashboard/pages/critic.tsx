import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Critic } from '../../packages/assay/src/api.ts';
import { criticDraftOf } from '../critic-draft.ts';
import { CriticEvaluations } from '../parts/critic-evaluations.tsx';
import { CriticForm } from '../parts/critic-form.tsx';
import { dateTime } from '../parts/format.ts';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Text } from '../parts/prompt.tsx';
import { Loaded } from '../parts/states.tsx';
import { memberText } from '../parts/try-critique.tsx';
import { one } from '../queries.ts';

/** One critic: what it is made of, its critiques, and the form of its next version. */
export default function CriticPage() {
  const { id } = useParams({ from: '/critics/$id' });
  const query = useQuery(one('GET /v1/critics/{id}', { path: { id } }));
  return <Loaded query={query}>{(critic) => <Whole key={id} critic={critic} />}</Loaded>;
}

function Whole({ critic }: { critic: Critic }) {
  return (
    <Page
      title={`${critic.name} v${critic.version}`}
      crumb={<Link to="/critics">Critics</Link>}
      lead={critic.panel.map(memberText).join(', ')}
      actions={
        <Link className="button" to="/critiques" search={{ critic_id: critic.id }}>
          Its critiques
        </Link>
      }
    >
      <Card title="Made of">
        <Facts
          facts={[
            ['Responses are cut into', critic.split.replace('_', ' ')],
            ['A step is wrong by', critic.panel.length > 1 ? critic.combine : 'its one critic'],
            ['Prompt version', critic.prompt],
            ['Asks of each model', critic.asking.repeats],
            ['Temperature', critic.asking.temperature],
            ['Made', dateTime(critic.created_at)],
          ]}
        />
        {critic.instructions !== '' && <Text text={critic.instructions} label="Instructions" />}
      </Card>
      <Card title="How well it finds errors">
        <CriticEvaluations critic_id={critic.id} />
      </Card>
      <Card>
        <details>
          <summary>Make its next version</summary>
          <CriticForm start={criticDraftOf(critic)} />
        </details>
      </Card>
    </Page>
  );
}
