import type { Campaign } from '../../schema/contracts/index.ts';
import { Command } from '../parts/copy.tsx';
import { Card } from '../parts/page.tsx';

/** The address for raters, with the parameter that a recruitment platform fills in. */
function addressOf({ rating_url, recruitment }: Campaign): string {
  const url = new URL(rating_url, location.href);
  // Written by hand: the platform looks for its placeholder as it stands.
  return recruitment ? `${url.origin}${url.pathname}?${recruitment.participant_parameter}={id}${url.hash}` : url.href;
}

/** The link for everybody, and what raters get at the end. */
export function RaterLink({ campaign }: { campaign: Campaign }) {
  const { access, recruitment } = campaign;
  if (access === 'invited') return null;
  return (
    <Card title="Link for raters">
      <p className="muted">Whoever has it may rate in this campaign and do nothing else.</p>
      <Command text={addressOf(campaign)} />
      {recruitment && (
        <p>
          Put your platform’s placeholder for the participant’s id in the place of <code>{'{id}'}</code>. Raters who are
          done get the code <code>{recruitment.completion_code}</code>
          {recruitment.completion_url && (
            <>
              {' '}
              and a link to <code>{recruitment.completion_url}</code>
            </>
          )}
          .
        </p>
      )}
      <p>
        <a href={new URL(campaign.rating_url, location.href).href} target="_blank" rel="noreferrer">
          Open the rating page
        </a>{' '}
        <span className="muted">to see it as raters do; what you rate there counts.</span>
      </p>
    </Card>
  );
}
