import { newId } from '../../../schema/ids.ts';

/** A public address: the name in plain letters, and enough chance that nobody finds it by guessing. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return `${plain || 'board'}-${newId('leaderboard').slice(-12)}`;
}
