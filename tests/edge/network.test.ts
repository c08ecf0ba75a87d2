import { expect, test } from 'vitest';
import { networkOf } from '../../workers/api/campaigns/network.ts';

/* Addresses of the documentation ranges (RFC 5737, RFC 3849) and the forms that RFC 4291 §2.2 gives one address. */
test('the network of an address: /24 of IPv4, /48 of IPv6 however it is written', () => {
  const cases: [string, string][] = [
    ['203.0.113.7', '203.0.113'],
    ['::ffff:203.0.113.7', '203.0.113'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1'],
    ['2001:DB8:0001::5', '2001:db8:1'],
    ['2001:db8::1', '2001:db8:0'],
    ['::1', '0:0:0'],
    ['2001::', '2001:0:0'],
    ['local', ''],
    ['', ''],
  ];
  for (const [address, network] of cases) expect(networkOf(address), address).toBe(network);
});
