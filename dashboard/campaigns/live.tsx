import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Campaign, CampaignLive } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';
import { Card, Facts } from '../parts/page.tsx';
import { one } from '../queries.ts';

/** How often a page asks while its stream is broken. */
const poll_ms = 5_000;
/** How long after a refusal the stream is opened again: unlike after a broken connection, the browser does not do so by itself. */
const reopen_ms = 15_000;
/** Numbers change all the time: they are read out no more often than this. */
const spoken_ms = 60_000;

/** Follows a campaign by its stream, and by asking again and again while that is broken. */
function useLive(id: string): { live: CampaignLive | undefined; streaming: boolean } {
  const cache = useQueryClient();
  const [streaming, setStreaming] = useState(true);
  const options = one('GET /v1/campaigns/{id}/live', { path: { id } });
  const query = useQuery({ ...options, enabled: !streaming, refetchInterval: poll_ms });
  useEffect(() => {
    const { queryKey } = one('GET /v1/campaigns/{id}/live', { path: { id } });
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const open = () => {
      source = new EventSource(`/v1/campaigns/${id}/live`);
      source.onopen = () => setStreaming(true);
      source.onerror = () => {
        setStreaming(false);
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, reopen_ms);
      };
      source.addEventListener('live', (message) => {
        const live = JSON.parse(message.data) as CampaignLive;
        cache.setQueryData(queryKey, live);
        // Nothing more will change; the browser would open the stream again.
        if (live.state === 'closed') source.close();
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [id, cache]);
  return { live: query.data, streaming };
}

/** The sentence as it is read out: once a minute. */
function useSpoken(sentence: string): string {
  const [spoken, setSpoken] = useState('');
  const latest = useRef(sentence);
  latest.current = sentence;
  useEffect(() => {
    const timer = setInterval(() => setSpoken(latest.current), spoken_ms);
    return () => clearInterval(timer);
  }, []);
  return spoken;
}

/** What comes in at this moment. */
export function Live({ campaign }: { campaign: Campaign }) {
  const { live, streaming } = useLive(campaign.id);
  const spoken = useSpoken(
    live ? `${live.ratings} ratings, ${live.active_raters} raters active, ${live.per_minute} a minute.` : '',
  );
  const shown = (of: (live: CampaignLive) => string) => (live ? of(live) : '…');
  return (
    <Card title="Live" aside={!streaming && <span className="muted small">asking every 5 s</span>}>
      <Facts
        facts={[
          ['Ratings so far', shown(({ ratings }) => count(ratings))],
          ['Raters', shown(({ raters }) => count(raters))],
          ['Active within 5 minutes', shown(({ active_raters }) => count(active_raters))],
          ['Ratings a minute', shown(({ per_minute }) => String(per_minute))],
        ]}
      />
      <p className="hidden" aria-live="polite">
        {spoken}
      </p>
    </Card>
  );
}
