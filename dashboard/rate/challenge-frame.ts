// A page of its own in a frame: Cloudflare's script runs here, and never beside the answers of a campaign.
interface Turnstile {
  render: (place: string, options: Record<string, unknown>) => void;
}

const script = document.createElement('script');
script.src = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit';
script.addEventListener('load', () => {
  const { turnstile } = window as unknown as { turnstile: Turnstile };
  turnstile.render('#widget', {
    sitekey: decodeURIComponent(location.hash.slice(1)),
    // The server takes tokens that were made for this only.
    action: 'rate',
    size: 'flexible',
    callback: (token: string) => parent.postMessage({ turnstile_token: token }, location.origin),
  });
});
document.head.append(script);
