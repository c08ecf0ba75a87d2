/** The pages of the navigation: address, name, the letter after `g`, and the group it stands in. */
export const places = [
  { to: '/', title: 'Overview', key: 'o', group: '' },
  { to: '/judgments', title: 'Judgments', key: 'j', group: 'Judge' },
  { to: '/judges', title: 'Judges', key: 'u', group: 'Judge' },
  { to: '/playground', title: 'Playground', key: 'p', group: 'Judge' },
  { to: '/batches', title: 'Batches', key: 't', group: 'Judge' },
  { to: '/critiques', title: 'Critiques', key: 'i', group: 'Judge' },
  { to: '/reports', title: 'Reports', key: 'r', group: 'Judge' },
  { to: '/campaigns', title: 'Campaigns', key: 'c', group: 'Compare' },
  { to: '/leaderboards', title: 'Leaderboards', key: 'l', group: 'Compare' },
  { to: '/datasets', title: 'Datasets', key: 'd', group: 'Improve' },
  { to: '/refinements', title: 'Refinements', key: 'f', group: 'Improve' },
  { to: '/jobs', title: 'Jobs', key: 'b', group: 'Improve' },
  { to: '/models', title: 'Models', key: 'm', group: 'Improve' },
  { to: '/keys', title: 'Keys', key: 'k', group: 'Manage' },
  { to: '/settings', title: 'Settings', key: 's', group: 'Manage' },
  { to: '/audit', title: 'Audit log', key: 'a', group: 'Manage' },
] as const;
