/** What a tenant has once: the sign-in experience and the account center. */
import type { Actual } from './actual.ts';
import { type Change, change } from './change.ts';

const LEVELS = ['Off', 'ReadOnly', 'Edit'];
const level = (value: string | undefined) => LEVELS.indexOf(value ?? 'Off');

/**
 * What people may see and change of their own account through the app. `email` and `username` are
 * what companies and organizations know people by, so they are shown and not changed.
 */
export const ACCOUNT_FIELDS: Record<string, string> = {
  name: 'Edit',
  avatar: 'Edit',
  profile: 'Edit',
  email: 'ReadOnly',
  username: 'ReadOnly',
  password: 'Edit',
  mfa: 'Edit',
  session: 'Edit',
};

export function planSignInExperience(actual: Actual, hasCompanies: boolean): Change[] {
  const { signInExperience } = actual;
  const key = 'sign-in-experience';
  const title = 'Sign-in experience';
  const changes: Change[] = [
    signInExperience.singleSignOnEnabled
      ? change('keep', key, title)
      : change('change', key, title, {
          fields: [{ name: 'enterprise SSO', from: false, to: true }],
          write: { do: 'sign-in-experience.change', body: { singleSignOnEnabled: true } },
        }),
  ];
  if (hasCompanies && signInExperience.signInMode === 'SignIn') {
    changes.push(
      change('manual', 'sign-in-mode', 'Registration is off', {
        notes: [
          'Logto refuses people of a company who sign in for the first time ("The enterprise SSO account has not been registered yet"). Setup leaves that choice to you: Logto Console > Sign-in & account > Sign-up and sign-in > Advanced options > Enable user registration.',
        ],
      }),
    );
  }
  if (hasCompanies && !takesAddresses(signInExperience)) {
    changes.push(
      change('manual', 'email-sign-in', 'The first page takes no e-mail addresses', {
        notes: [`${WITHOUT_ADDRESSES} Setup leaves that choice to you: ${HOW_TO_TAKE_ADDRESSES}`],
      }),
    );
  }
  return [...changes, ...planEmailAtSignUp(actual)];
}

/**
 * An account without an e-mail address can't accept an invitation. Logto lets an address be asked
 * for at registration only if it can send a code to it (docs/vendors.md L14).
 */
export function planEmailAtSignUp({ signInExperience, sendsMail }: Actual): Change[] {
  const key = 'sign-up-email';
  const title = 'E-mail address at registration';
  const { signUp, signInMode } = signInExperience;
  // Who registers by social sign-in alone brings the address along.
  if (!signUp || signUp.identifiers.length === 0 || signInMode === 'SignIn') return [];
  if (asksForEmail(signUp)) return [change('keep', key, title)];
  if (!sendsMail) {
    return [change('manual', key, `${title} is not asked for`, { notes: [NEEDS_MAIL] })];
  }
  const secondaryIdentifiers = [
    ...signUp.secondaryIdentifiers,
    { identifier: 'email', verify: true },
  ];
  return [
    change('change', key, title, {
      fields: [{ name: 'asked for', from: false, to: true }],
      write: {
        do: 'sign-in-experience.change',
        body: { signUp: { ...signUp, verify: true, secondaryIdentifiers } },
      },
    }),
  ];
}

type SignUp = NonNullable<Actual['signInExperience']['signUp']>;
const asksForEmail = ({ identifiers, secondaryIdentifiers }: SignUp) =>
  [...identifiers, ...secondaryIdentifiers.map(({ identifier }) => identifier)].some((one) =>
    ['email', 'emailOrPhone'].includes(one),
  );
export const NEEDS_MAIL =
  'Who registers with a user name alone can accept no invitation. Logto asks for an address only with an e-mail connector: Logto Console > Connectors > Email and SMS connectors > Set up, then run setup again.';

/** Only then does Logto's first page look a typed address up (docs/vendors.md L5). */
export const takesAddresses = ({ signIn }: Actual['signInExperience']) =>
  signIn.methods.some(({ identifier }) => identifier === 'email');

export const WITHOUT_ADDRESSES =
  "Whoever types a company's address on Logto's first page is not led to the company's Okta; the link \"Single Sign-On\" below it and the app's own ways in work.";
export const HOW_TO_TAKE_ADDRESSES =
  'Logto Console > Sign-in & account > Sign-up and sign-in > Sign-in > Add "Email address" with a password. It needs no e-mail connector.';

/** Raised where the app needs more, never lowered; `fields` is one column, so all of it is sent. */
export function planAccountCenter({ accountCenter }: Actual): Change[] {
  const key = 'account-center';
  const title = 'Account center';
  const next = { ...accountCenter.fields };
  const raised = Object.entries(ACCOUNT_FIELDS).filter(
    ([name, wanted]) => level(accountCenter.fields[name]) < level(wanted),
  );
  for (const [name, wanted] of raised) next[name] = wanted;
  if (accountCenter.enabled && raised.length === 0) return [change('keep', key, title)];
  return [
    change('change', key, title, {
      fields: [
        ...(accountCenter.enabled ? [] : [{ name: 'enabled', from: false, to: true }]),
        ...raised.map(([name, to]) => ({ name, from: accountCenter.fields[name] ?? 'Off', to })),
      ],
      write: { do: 'account-center.change', body: { enabled: true, fields: next } },
    }),
  ];
}
