import type { Mutation } from './mutation.ts';

const OLD_SESSION = 'a page is drawn by a session from minutes ago';
const PRIVATE_TIMES = 'a company’s administrators read a linked stranger';
const USED_UP = 'page views use up the requests that sign-ins need';
const PUBLIC_PAGE = 'a public page of invitations';

export default [
  {
    row: PUBLIC_PAGE,
    what: 'lookups of invitations have no limit',
    file: 'lib/organizations/invitation-lookup.ts',
    find: 'isPaused || !(await mayAskLogto(visitor))',
    replace: 'isPaused',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'guessing ids',
  },
  {
    row: PUBLIC_PAGE,
    what: 'all visitors share one limit',
    file: 'lib/organizations/invitation-lookup.ts',
    find: "overLimit('invitation_lookups', who)",
    replace: "overLimit('invitation_lookups', 'all')",
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'guessing ids',
  },
  {
    row: PUBLIC_PAGE,
    what: 'views of an accepted invitation have no limit',
    file: 'lib/organizations/own-invitation.ts',
    find: "(await overLimit('views', user?.id)) !== undefined",
    replace: 'false as boolean',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'accepted invitation has a limit',
  },
  {
    row: PUBLIC_PAGE,
    what: 'accepting has no limit',
    file: 'lib/organizations/own-invitation.ts',
    find: "(await overLimit('changes', user.id)) !== undefined",
    replace: 'false as boolean',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'accepting again and again',
  },
  {
    row: PUBLIC_PAGE,
    what: 'continuing asks for accounts without a limit',
    file: 'lib/organizations/own-invitation.ts',
    find: 'if (!(await mayAskLogto(visitor))) return false;',
    replace: '',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'again and again asks no more',
  },
  {
    row: OLD_SESSION,
    what: 'activity goes by the session',
    file: 'lib/organizations/activity.ts',
    find: "return isPermitted ? ok(await newestEvents(api, organizationId)) : fail('not_permitted');",
    replace: 'return ok(await newestEvents(api, organizationId));',
    tests: ['tests/organizations/privacy.test.ts'],
    title: 'reads nothing of the activity',
  },
  {
    row: OLD_SESSION,
    what: 'another page of the members goes by the session',
    file: 'lib/organizations/members.ts',
    find: 'if (!isOwnTold && ',
    replace: 'if (false as boolean && ',
    tests: ['tests/organizations/privacy.test.ts'],
    title: 'reads no list of members',
  },
  {
    row: PRIVATE_TIMES,
    what: 'a code by e-mail is no way in',
    file: 'lib/organizations/members.ts',
    find: "(Boolean(ways.email) && !ownDomains.has(domainOf(ways.email ?? '') ?? ''))",
    replace: 'false',
    tests: ['tests/organizations/privacy.test.ts'],
    title: 'may be a private sign-in',
  },
  {
    row: USED_UP,
    what: 'the API asks Logto for each list of members',
    file: 'lib/api/organizations.ts',
    find: 'await knownMemberPage(api, id, ',
    replace: 'await (await import("#lib/organizations/directory.ts")).memberPage(api, id, ',
    tests: ['tests/organizations/large.test.ts'],
    title: 'the API gives them in pages',
  },
] satisfies Mutation[];
