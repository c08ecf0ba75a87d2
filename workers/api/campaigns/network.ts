import { encodeBase64Url } from '../auth/bytes.ts';
import { macKey } from '../auth/secrets.ts';

/** The network an address is in: /24 of IPv4, /48 of IPv6, which is what one household or office holds; '' where it is neither. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4?.[1]) return v4[1];
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return '';
  const [head = '', tail] = address.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(missing).fill('0'), ...last];
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * A digest of a network that tells two networks of a campaign apart and nothing else: keyed, and by campaign, so that neither the
 * address nor who rated in two campaigns can be read from it. '' where the network is not known.
 */
export async function networkDigest(root: string, campaign_id: string, network: string): Promise<string> {
  if (network === '') return '';
  const text = new TextEncoder().encode(`${campaign_id}\n${network}`);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await macKey(root, 'network'), text));
  return encodeBase64Url(mac.subarray(0, 16));
}
