/** The tenant's sign-in settings, and what `GET /api/.well-known/sign-in-exp` tells about them. */
import type { Tenant } from './tenant.ts';

export type MfaFactor = 'Totp' | 'BackupCode';
export type MfaPolicy =
  | 'UserControlled'
  | 'Mandatory'
  | 'PromptOnlyAtSignIn'
  | 'PromptAtSignInAndSignUp'
  | 'NoPrompt';
export type SignInExperience = {
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  singleSignOnEnabled: boolean;
  agreeToTermsPolicy: 'Automatic' | 'ManualRegistrationOnly' | 'Manual';
  termsOfUseUrl: string | null;
  privacyPolicyUrl: string | null;
  mfa: { factors: MfaFactor[]; policy: MfaPolicy };
  /** Empty as in a new tenant: `sentinel.ts` knows the defaults. `lockoutDuration` is in minutes. */
  sentinelPolicy: { maxAttempts?: number; lockoutDuration?: number };
  passwordPolicy: {
    length?: { min?: number; max?: number };
    rejects?: { repetitionAndSequence?: boolean; userInfo?: boolean; words?: string[] };
  };
  /** Where a page of a sign-in that isn't going on leads; null: Logto's own `/unknown-session`. */
  unknownSessionRedirectUrl: string | null;
};

export const newSignInExperience = (): SignInExperience => ({
  signInMode: 'SignInAndRegister',
  singleSignOnEnabled: true,
  agreeToTermsPolicy: 'Automatic',
  termsOfUseUrl: null,
  privacyPolicyUrl: null,
  mfa: { factors: [], policy: 'UserControlled' },
  sentinelPolicy: {},
  passwordPolicy: {},
  unknownSessionRedirectUrl: null,
});

const byPassword = (identifier: 'username' | 'email') => ({
  identifier,
  password: true,
  verificationCode: false,
  isPasswordPrimary: true,
});

/** Without an e-mail or SMS connector: no codes, no forgotten password, sign-up by user name alone. */
export function publicSignInExperience({ signInExperience, connectors }: Tenant) {
  const { passwordPolicy, ...settings } = signInExperience;
  return {
    tenantId: 'default',
    id: 'default',
    color: {
      primaryColor: '#6139F6',
      isDarkModeEnabled: false,
      darkPrimaryColor: '#8768F8',
    },
    branding: {},
    hideLogtoBranding: false,
    languageInfo: { autoDetect: true, fallbackLanguage: 'en' },
    signIn: { methods: [byPassword('username'), byPassword('email')] },
    signUp: { identifiers: ['username'], password: true, verify: false },
    socialSignIn: {},
    socialSignInConnectorTargets: [],
    customCss: null,
    customContent: {},
    customUiAssets: null,
    customUiCsp: {},
    ...settings,
    passwordPolicy: {
      ...passwordPolicy,
      // Asking a service on the internet about every password is the one check a sandbox can't do.
      rejects: {
        pwned: false,
        repetitionAndSequence: true,
        userInfo: true,
        words: [],
        ...passwordPolicy.rejects,
      },
    },
    adaptiveMfa: {},
    supportEmail: null,
    supportWebsiteUrl: null,
    captchaPolicy: {},
    verificationCodePolicy: {},
    passkeySignIn: {},
    signUpProfileFields: null,
    passwordExpiration: {},
    usernamePolicy: {
      caseSensitive: true,
      minLength: 1,
      maxLength: 128,
      allowedChars: { lowercase: true, uppercase: true, numbers: true, underscore: true },
    },
    socialConnectors: [],
    ssoConnectors: signInExperience.singleSignOnEnabled
      ? [...connectors.values()].map(({ id, displayName }) => ({ id, connectorName: displayName }))
      : [],
    forgotPassword: { phone: false, email: false },
    isDevelopmentTenant: false,
    customProfileFields: [],
    customProfileFieldCatalog: [],
  };
}
