import { useEffect, useRef } from 'react';
import { useTexts } from './language.ts';
import { Message } from './messages.tsx';

/** Asks for Cloudflare's proof that a person rates, in a frame of its own. */
export function Challenge({ site_key, onPassed }: { site_key: string; onPassed: (token: string) => void }) {
  const t = useTexts();
  const frame = useRef<HTMLIFrameElement>(null);
  const passed = useRef(onPassed);
  passed.current = onPassed;
  useEffect(() => {
    const onMessage = ({ source, origin, data }: MessageEvent<{ turnstile_token?: unknown }>) => {
      if (source !== frame.current?.contentWindow || origin !== location.origin) return;
      if (typeof data.turnstile_token === 'string') passed.current(data.turnstile_token);
    };
    addEventListener('message', onMessage);
    return () => removeEventListener('message', onMessage);
  }, []);
  return (
    <Message title={t.challenge_title}>
      <p>{t.challenge_text}</p>
      <iframe
        ref={frame}
        className="challenge"
        title={t.challenge_title}
        src={`/rate-challenge#${encodeURIComponent(site_key)}`}
      />
    </Message>
  );
}
