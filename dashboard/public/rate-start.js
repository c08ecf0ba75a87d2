// Begins the rater's session while the page's own script is still on its way; dashboard/rate/session.ts takes the answer.
// A participant's id in the address is left to the page, which knows its name.
const invitation = decodeURIComponent(location.hash.slice(1));
if (invitation !== '' && location.search === '')
  window.assay_begun = fetch('/v1/rating-sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
    body: JSON.stringify({ invitation, count: 2 }),
  }).catch(() => null);
