import { prerender } from 'react-dom/static';
import { beforeEach, expect, it, vi } from 'vitest';
import type { InvitationView } from '#lib/organizations/own-invitation.ts';
import messages from '../../../messages/en.json' with { type: 'json' };
import InvitationPage from './page.tsx';

const now = vi.hoisted(() => ({ view: {} as unknown, user: undefined as unknown }));
vi.mock('#lib/organizations/own-invitation.ts', () => ({
  viewInvitation: async () => now.view,
  invitationPath: (id: string) => `/invitations/${id}`,
}));
vi.mock('#lib/auth.ts', () => ({ getUser: async () => now.user }));
vi.mock('./actions.ts', () => ({ accept: async () => {}, continueToSignIn: async () => {} }));
vi.mock('../../actions.ts', () => ({ signOut: async () => {} }));
vi.mock('../../no-email.tsx', () => ({ NoEmail: () => null }));
vi.mock('../../organizations/role-names.ts', () => ({ roleNames: async () => 'member' }));
vi.mock('#components/ui/relative-time.tsx', () => ({ RelativeTime: () => null }));
vi.mock('#components/ui/submit-button.tsx', () => ({
  SubmitButton: ({ children }: { children: unknown }) => children,
}));
vi.mock('#components/action-form.tsx', () => ({ ActionForm: () => null }));
vi.mock('#components/plain-form.tsx', () => ({ PlainForm: () => null }));
vi.mock('next-intl/server', async () => {
  const { createTranslator } = await import('next-intl');
  return {
    getTranslations: async (namespace: 'invitation') =>
      createTranslator({ locale: 'en', messages, namespace }),
  };
});

async function page(view: object): Promise<string> {
  now.view = view as InvitationView;
  const element = await InvitationPage({ params: Promise.resolve({ id: 'i' }) });
  return new Response((await prerender(element)).prelude).text();
}

const ORGANIZATION = 'شركة 7';
const INVITER = 'محمد (1)';
const invitation = {
  ...{ organizationName: ORGANIZATION, inviterName: INVITER, roles: ['member'] },
  ...{ maskedEmail: 'd•••@people.test', expiresAt: new Date() },
};

beforeEach(() => {
  now.user = undefined;
});

it.each([
  ['open', { kind: 'open', viewer: 'signed_out', invitation }, [ORGANIZATION, INVITER]],
  ['accepted', { kind: 'accepted', organizationName: ORGANIZATION }, [ORGANIZATION]],
  [
    'of an inviter who may no longer',
    { kind: 'inviter_not_permitted', organizationName: ORGANIZATION },
    [ORGANIZATION],
  ],
])(
  'names keep to themselves in the sentences of an invitation that is %s',
  async (_, view, names) => {
    const html = await page(view);
    for (const name of names) {
      expect(html).toContain(`<bdi>${name}</bdi>`);
      expect(html.replaceAll(`<bdi>${name}</bdi>`, '')).not.toContain(name);
    }
  },
);

it('one’s own address can’t turn the sentence around', async () => {
  now.user = { email: 'eve\u202e@people.test' };
  const html = await page({ kind: 'open', viewer: 'another', invitation });
  expect(html).toContain('<bdi>eve@people.test</bdi>');
  expect(html).not.toContain('\u202e');
});
