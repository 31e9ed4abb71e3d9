import type { Mutation } from './mutation.ts';

const AUTHORITY = "an invitation outlives its inviter's authority";
const OLD_SESSION = 'a page is drawn by a session from minutes ago';
const PICTURES = "a member's picture is a tracker";
const PUBLIC_PAGE = 'a public page of invitations';

export default [
  {
    row: AUTHORITY,
    what: 'acceptance doesn’t ask what the inviter may do',
    file: 'lib/organizations/own-invitation.ts',
    find: 'if (!(await hasInviterAuthority(api, record))) {',
    replace: 'if (false as boolean) {',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'refused, revoked and audited',
  },
  {
    row: AUTHORITY,
    what: 'an invitation to administrate needs no more than inviting',
    file: 'lib/permissions.ts',
    find: "...(permissionsOf(roles).has('manage:members') ? (['manage:members'] as const) : []),",
    replace: '',
    tests: ['lib/organizations/invitation-authority.test.ts'],
  },
  {
    row: AUTHORITY,
    what: 'a removal or demotion leaves invitations pending',
    file: 'lib/organizations/membership.ts',
    find: '          await revokeInvitationsOf(api, organizationId, memberId);\n',
    replace: '',
    tests: ['lib/organizations/invitation-authority.test.ts'],
  },
  {
    row: PUBLIC_PAGE,
    what: 'the page shows the address',
    file: 'lib/organizations/own-invitation.ts',
    find: 'maskedEmail: maskEmail(email),',
    replace: 'maskedEmail: email,',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'without the address',
  },
  {
    row: PICTURES,
    what: 'pictures load from any host',
    file: 'lib/http/pictures.ts',
    find: 'return isListed && !username',
    replace: 'return !username',
    tests: ['lib/http/pictures.test.ts'],
  },
  {
    row: PICTURES,
    what: 'a page draws a picture unchecked',
    file: 'lib/organizations/members.ts',
    find: 'picture: shownPicture(one.avatar),',
    replace: 'picture: one.avatar ?? undefined,',
    tests: ['tests/house.test.ts'],
  },
  {
    row: PICTURES,
    what: 'the CSP lets pictures load from everywhere',
    file: 'lib/http/headers.ts',
    find: "'img-src': [\"'self'\", ...pictureSources()].join(' '),",
    replace: "'img-src': \"'self' https:\",",
    tests: ['lib/http/pictures.test.ts'],
  },
  {
    row: AUTHORITY,
    what: 'whoever may invite invites administrators',
    file: 'lib/organizations/invitations.ts',
    find: 'if (!(await hasInviterAuthority(api, given))) {',
    replace: 'if (false as boolean) {',
    tests: ['lib/organizations/invitations.test.ts'],
  },
  {
    row: OLD_SESSION,
    what: 'the list of invitations goes by the session',
    file: 'lib/organizations/invitations.ts',
    find: "if (!permissions.has('invite:members'))",
    replace: 'if (false as boolean)',
    tests: ['lib/organizations/invitations.test.ts'],
  },
  {
    row: OLD_SESSION,
    what: 'somebody removed still sees the page',
    file: 'lib/auth.ts',
    find: '  if (!roles) notFound();\n  const now',
    replace: '  if (!roles) return organization;\n  const now',
    tests: ['lib/auth.test.ts'],
  },
  {
    row: OLD_SESSION,
    what: 'a client that drops the marker has Logto asked at each request',
    file: 'lib/sign-in/renewal.ts',
    find: 'if (!session || renewed.has(session.id)) return;',
    replace: 'if (!session) return;',
    tests: ['lib/sign-in/renewal.test.ts'],
  },
  {
    row: OLD_SESSION,
    what: 'a page that still differs is renewed again and again',
    file: 'lib/sign-in/renewal.ts',
    find: 'if (!session?.refreshToken || (await pageJar()).get(marker())) return;',
    replace: 'if (!session?.refreshToken) return;',
    tests: ['lib/sign-in/renewal.test.ts'],
  },
] satisfies Mutation[];
