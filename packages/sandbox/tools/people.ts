/** The sandbox's users as a table for the terminal. */
import {
  globexUsers,
  type LogtoUserSeed,
  logtoUsers,
  oktaUsers,
  organizations,
  PASSWORD,
} from '../seed.ts';

const administered = (user: LogtoUserSeed | undefined) =>
  organizations
    .filter(({ id }) => user?.organizations?.[id]?.includes('admin'))
    .map(({ name }) => `administrator of ${name}`);

export function peopleTable(): string {
  const withPassword = logtoUsers.filter(({ password }) => password);
  const people = [
    ...withPassword.map((user) => ({
      login: user.username ?? user.email ?? '',
      goodFor: [user.goodFor, ...administered(user)],
    })),
    ...[...oktaUsers, ...globexUsers].map(({ id, login, goodFor }) => ({
      login,
      goodFor: [
        goodFor,
        ...administered(logtoUsers.find(({ cameBy }) => cameBy?.oktaUserId === id)),
      ],
    })),
  ];
  const width = Math.max(...people.map(({ login }) => login.length)) + 3;
  const rows = people.map(
    ({ login, goodFor }) => `  ${login.padEnd(width)}${goodFor.filter(Boolean).join('; ')}`,
  );
  return `People you can sign in as. Everybody's password is ${PASSWORD}\n${rows.join('\n')}\n  One-time codes: npm run code`;
}
