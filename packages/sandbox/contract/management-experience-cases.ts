/** The contract of `/api/sign-in-exp`, and of the pages' view of it. */
import { z } from 'zod';
import { Client } from './client.ts';
import { authorizePath } from './flows.ts';
import { changed } from './management-changes.ts';
import {
  includes,
  invalid,
  type Manager,
  type managed,
  missing,
  nothingToChange,
  refused,
  simple,
} from './management-flows.ts';

const method = {
  identifier: 'email',
  password: true,
  verificationCode: false,
  isPasswordPrimary: true,
};

const experience = (
  name: string,
  body: Record<string, unknown>,
  expect: Parameters<typeof managed>[2],
  then?: Parameters<typeof changed>[4],
) => changed(`sign-in experience: ${name}`, 'sign-in-exp', body, expect, then);
const badExperience = (code: string, message: string) =>
  refused(400, `sign_in_experiences.${code}`, message);
const noConnector = badExperience(
  'enabled_connector_not_found',
  'Enabled Email connector not found.',
);

/** Somebody signs in with an e-mail address and a password, as far as it goes. */
async function signInByEmail({ endpoint, target }: Manager) {
  const client = new Client(endpoint);
  await client.get(authorizePath(target));
  await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
  const proof = await client.json('POST', '/api/experience/verification/password', {
    identifier: { type: 'email', value: target.user.email },
    password: target.user.password,
  });
  return client.json('POST', '/api/experience/identification', proof.body as object);
}

const signInExperience = [
  experience(
    'a method that is off, for whoever tries it',
    { signIn: { methods: [{ ...method, identifier: 'username' }] } },
    refused(422, 'user.sign_in_method_not_enabled', 'This sign-in method is not enabled.'),
    signInByEmail,
  ),
  simple('sign-in experience: all of it', ['GET', 'sign-in-exp'], {
    status: 200,
    body: z.strictObject({
      tenantId: z.literal('default'),
      id: z.literal('default'),
      ...Object.fromEntries(
        'color branding languageInfo signUp socialSignIn customContent customUiCsp passwordPolicy mfa adaptiveMfa captchaPolicy sentinelPolicy emailBlocklistPolicy verificationCodePolicy passkeySignIn passwordExpiration usernamePolicy'
          .split(' ')
          .map((key) => [key, z.looseObject({})]),
      ),
      signIn: z.strictObject({
        methods: z.array(
          z.strictObject({
            identifier: z.string(),
            password: z.boolean(),
            verificationCode: z.boolean(),
            isPasswordPrimary: z.boolean(),
          }),
        ),
      }),
      signInMode: z.literal('SignInAndRegister'),
      agreeToTermsPolicy: z.literal('Automatic'),
      hideLogtoBranding: z.literal(false),
      singleSignOnEnabled: z.literal(true),
      socialSignInConnectorTargets: z.tuple([]),
      forgotPasswordMethods: z.tuple([]),
      ...Object.fromEntries(
        'termsOfUseUrl privacyPolicyUrl customCss customUiAssets supportEmail supportWebsiteUrl unknownSessionRedirectUrl signUpProfileFields'
          .split(' ')
          .map((key) => [key, z.null()]),
      ),
    }),
  }),
  experience('nothing that it knows', { unknown: 1 }, nothingToChange),
  experience(
    'an unknown mode',
    { signInMode: 'x' },
    includes(400, { code: 'guard.invalid_input' }),
  ),
  experience(
    'its mode, as the pages see it',
    { signInMode: 'SignIn' },
    includes(200, { signInMode: 'SignIn' }),
    ({ call }) => call('GET', '.well-known/sign-in-exp', undefined, ''),
  ),
  experience(
    'single sign-on off, as the pages see it',
    { singleSignOnEnabled: false },
    includes(200, { singleSignOnEnabled: false, ssoConnectors: [] }),
    ({ call }) => call('GET', '.well-known/sign-in-exp', undefined, ''),
  ),
  experience(
    'methods',
    { signIn: { methods: [method] } },
    includes(200, { signIn: { methods: [method] } }),
  ),
  experience(
    'a method by half',
    { signIn: { methods: [{ identifier: 'email', password: true, verificationCode: false }] } },
    invalid([missing(['signIn', 'methods', 0, 'isPasswordPrimary'], 'boolean')]),
  ),
  experience(
    'codes, with nothing to send them',
    { signIn: { methods: [{ ...method, verificationCode: true }] } },
    noConnector,
  ),
  experience(
    'a method without any factor',
    { signIn: { methods: [{ ...method, password: false }] } },
    badExperience(
      'at_least_one_authentication_factor',
      'You have to select at least one authentication factor.',
    ),
  ),
  experience(
    'registration by e-mail',
    { signUp: { identifiers: ['email'], password: true, verify: true } },
    noConnector,
  ),
  experience(
    'registration by e-mail unverified',
    { signUp: { identifiers: ['email'], password: true, verify: false } },
    badExperience(
      'passwordless_requires_verify',
      'Must enable verify for email/phone sign up identifier.',
    ),
  ),
  experience(
    'backup codes alone',
    { mfa: { factors: ['BackupCode'], policy: 'Mandatory' } },
    badExperience('backup_code_cannot_be_enabled_alone', 'Backup code cannot be enabled alone.'),
  ),
  experience(
    'a password policy, whose parts are filled up',
    { passwordPolicy: { rejects: { pwned: false } } },
    includes(200, {
      passwordPolicy: {
        rejects: { pwned: false, repetitionAndSequence: true, userInfo: true, words: [] },
      },
    }),
  ),
  experience(
    'branding, which is replaced whole and seen by the pages',
    { branding: { favicon: 'https://app.example.com/icon.svg' } },
    includes(200, { branding: z.strictObject({ favicon: z.string() }) }),
    ({ call }) => call('GET', '.well-known/sign-in-exp', undefined, ''),
  ),
  experience(
    'a colour by half',
    { color: { primaryColor: '#1f4fd8', isDarkModeEnabled: true } },
    invalid([missing(['color', 'darkPrimaryColor'], 'string')]),
  ),
  experience(
    'an address that is none',
    { termsOfUseUrl: 'nope' },
    invalid([
      {
        validation: 'url',
        code: 'invalid_string',
        message: 'Invalid url',
        path: ['termsOfUseUrl'],
      },
    ]),
  ),
  experience('an empty address', { termsOfUseUrl: '' }, includes(200, { termsOfUseUrl: null })),
  experience(
    'forgotten passwords',
    { forgotPasswordMethods: ['EmailVerificationCode'] },
    badExperience(
      'forgot_password_method_requires_connector',
      'Forgot password method requires a corresponding email connector to be configured.',
    ),
  ),
];

export const managementExperienceCases = signInExperience;
