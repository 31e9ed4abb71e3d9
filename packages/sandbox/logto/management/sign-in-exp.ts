/** `/api/sign-in-exp`: one row, of which a PATCH replaces the columns that it names. */
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';
import type { SignInExperience } from '../sign-in-experience.ts';
import type { Tenant } from '../tenant.ts';
import { defined, jsonObject, refusal, requireChange } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';

const enumeration = <T extends string>(...values: T[]) =>
  z.nativeEnum(Object.fromEntries(values.map((value) => [value, value])) as { [V in T]: V });
/** Empty text is stored as none. */
const address = z
  .string()
  .url()
  .or(z.literal(''))
  .transform((text) => text || null)
  .nullable();
const identifier = enumeration('username', 'email', 'phone');
const color = z.string().regex(/^#[\da-f]{3}([\da-f]{3})?$/i);
const count = z.number().int().min(1);

const body = z
  .object({
    color: z.object({
      primaryColor: color,
      isDarkModeEnabled: z.boolean(),
      darkPrimaryColor: color,
    }),
    branding: z
      .object({
        logoUrl: z.string().url(),
        darkLogoUrl: z.string().url(),
        favicon: z.string().url(),
        darkFavicon: z.string().url(),
      })
      .partial(),
    hideLogtoBranding: z.boolean(),
    languageInfo: z.object({
      autoDetect: z.boolean(),
      fallbackLanguage: z.string().refine((tag) => ['en', 'th'].includes(tag)),
    }),
    agreeToTermsPolicy: enumeration('Automatic', 'ManualRegistrationOnly', 'Manual'),
    signIn: z.object({
      methods: z
        .object({
          identifier,
          password: z.boolean(),
          verificationCode: z.boolean(),
          isPasswordPrimary: z.boolean(),
        })
        .array(),
    }),
    signUp: z.object({
      identifiers: identifier.array(),
      password: z.boolean(),
      verify: z.boolean(),
      secondaryIdentifiers: z
        .object({
          identifier: z.union([identifier, enumeration('emailOrPhone')]),
          verify: z.boolean().optional(),
        })
        .array()
        .optional(),
    }),
    signInMode: enumeration('SignIn', 'Register', 'SignInAndRegister'),
    customCss: z.string().nullable(),
    customContent: z.record(z.string()),
    passwordPolicy: z
      .object({
        length: z.object({ min: count.default(8), max: count.default(256) }),
        characterTypes: z.object({ min: count.max(4).optional().default(1) }),
        rejects: z.object({
          pwned: z.boolean().default(true),
          repetitionAndSequence: z.boolean().default(true),
          userInfo: z.boolean().default(true),
          words: z.string().array().default([]),
        }),
      })
      .partial(),
    mfa: z.object({
      factors: enumeration(
        'Totp',
        'WebAuthn',
        'BackupCode',
        'EmailVerificationCode',
        'PhoneVerificationCode',
      ).array(),
      policy: enumeration(
        'UserControlled',
        'Mandatory',
        'PromptOnlyAtSignIn',
        'PromptAtSignInAndSignUp',
        'NoPrompt',
        'PromptAtSignInAndSignUpMandatory',
        'PromptOnlyAtSignInMandatory',
      ),
      organizationRequiredMfaPolicy: enumeration('NoPrompt', 'Mandatory').optional(),
    }),
    singleSignOnEnabled: z.boolean(),
    captchaPolicy: z.object({ enabled: z.boolean().optional() }),
    sentinelPolicy: z.object({
      maxAttempts: z.number().optional(),
      lockoutDuration: z.number().optional(),
    }),
    emailBlocklistPolicy: jsonObject,
    forgotPasswordMethods: enumeration('EmailVerificationCode', 'PhoneVerificationCode').array(),
    termsOfUseUrl: address,
    privacyPolicyUrl: address,
    supportEmail: z.string().email().or(z.literal('')).nullable(),
    supportWebsiteUrl: address,
    unknownSessionRedirectUrl: address,
  })
  .partial();
type Changes = z.infer<typeof body>;

const refuse = (code: string) => {
  throw new LogtoError(400, `sign_in_experiences.${code}`);
};
/** The tenant has nothing to send codes by. */
function refuseCodes(identifiers: string[], { emailConnector }: Pick<Tenant, 'emailConnector'>) {
  for (const [name, type] of [
    ['email', 'Email'],
    ['phone', 'Sms'],
  ] as const) {
    if (!identifiers.includes(name) || (name === 'email' && emailConnector)) continue;
    const message = `Enabled ${type} connector not found.`;
    throw refusal(400, 'sign_in_experiences.enabled_connector_not_found', message);
  }
}

function checkSignUp(signUp: NonNullable<Changes['signUp']>, tenant: Tenant) {
  const { identifiers, verify, secondaryIdentifiers = [] } = signUp;
  if (secondaryIdentifiers.length > 0 && identifiers.length === 0) {
    refuse('missing_sign_up_identifiers');
  }
  const all = [...identifiers, ...secondaryIdentifiers.map(({ identifier }) => identifier)];
  if (new Set(all).size < all.length) refuse('duplicated_sign_up_identifiers');
  const unverified = secondaryIdentifiers.some(
    (one) => one.identifier !== 'username' && !one.verify,
  );
  if ((!verify && all.some((one) => one !== 'username')) || unverified) {
    refuse('passwordless_requires_verify');
  }
  refuseCodes(all, tenant);
}

function checkSignIn({ methods }: NonNullable<Changes['signIn']>, tenant: Tenant) {
  refuseCodes(
    methods.filter((one) => one.verificationCode).map((one) => one.identifier),
    tenant,
  );
  if (!methods.every((one) => one.password || one.verificationCode)) {
    refuse('at_least_one_authentication_factor');
  }
}

function checkMfa({ factors }: NonNullable<Changes['mfa']>) {
  if (new Set(factors).size < factors.length) refuse('duplicated_mfa_factors');
  if (factors.length === 1 && factors[0] === 'BackupCode') {
    refuse('backup_code_cannot_be_enabled_alone');
  }
}

function checkForgotPassword(methods: NonNullable<Changes['forgotPasswordMethods']>) {
  const [first] = methods;
  if (!first) return;
  const way = first === 'EmailVerificationCode' ? 'email' : 'sms';
  throw refusal(
    400,
    'sign_in_experiences.forgot_password_method_requires_connector',
    `Forgot password method requires a corresponding ${way} connector to be configured.`,
  );
}

export function signInExpRoutes({ tenant }: ManagementApi): ManagementTable {
  return {
    'GET /api/sign-in-exp': route({}, () => tenant.signInExperience),

    'PATCH /api/sign-in-exp': route({ body }, ({ body: changes }) => {
      if (changes.signUp) checkSignUp(changes.signUp, tenant);
      if (changes.signIn) checkSignIn(changes.signIn, tenant);
      if (changes.mfa) checkMfa(changes.mfa);
      if (changes.forgotPasswordMethods) checkForgotPassword(changes.forgotPasswordMethods);
      requireChange(changes);
      const supportEmail = changes.supportEmail === '' ? null : changes.supportEmail;
      const columns: Partial<SignInExperience> = defined({ ...changes, supportEmail });
      return Object.assign(tenant.signInExperience, columns);
    }),
  };
}
