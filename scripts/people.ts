/** The sandbox's users as a table for the terminal. */
import { globexUsers, logtoUsers, oktaUsers, PASSWORD } from '../sandbox/seed.ts';

export function peopleTable(): string {
  const people = [
    ...logtoUsers.map((user) => ({
      login: user.username ?? user.email ?? '',
      goodFor: user.goodFor,
    })),
    ...[...oktaUsers, ...globexUsers].map((user) => ({ login: user.login, goodFor: user.goodFor })),
  ];
  const width = Math.max(...people.map(({ login }) => login.length)) + 3;
  const rows = people.map(({ login, goodFor = '' }) => `  ${login.padEnd(width)}${goodFor}`);
  return `People you can sign in as. Everybody's password is ${PASSWORD}\n${rows.join('\n')}\n  One-time codes: npm run code`;
}
