/** The tenant's sign-in settings, and what `GET /api/.well-known/sign-in-exp` tells about them. */
import { providerLabel } from './management/sso-providers.ts';
import { isOffered, type Tenant } from './tenant.ts';

export type MfaFactor = 'Totp' | 'BackupCode';
/** The sandbox has none of these, but they can be switched on. */
type OtherFactor = 'WebAuthn' | 'EmailVerificationCode' | 'PhoneVerificationCode';
export type MfaPolicy =
  | 'UserControlled'
  | 'Mandatory'
  | 'PromptOnlyAtSignIn'
  | 'PromptAtSignInAndSignUp'
  | 'NoPrompt'
  | 'PromptAtSignInAndSignUpMandatory'
  | 'PromptOnlyAtSignInMandatory';
export type SignInIdentifier = 'username' | 'email' | 'phone';
export type SignInMethod = {
  identifier: SignInIdentifier;
  password: boolean;
  verificationCode: boolean;
  isPasswordPrimary: boolean;
};
type Json = Record<string, unknown>;
/** As the Management API shows it. */
export type SignInExperience = {
  tenantId: string;
  id: string;
  color: Json;
  branding: Json;
  hideLogtoBranding: boolean;
  languageInfo: { autoDetect: boolean; fallbackLanguage: string };
  termsOfUseUrl: string | null;
  privacyPolicyUrl: string | null;
  agreeToTermsPolicy: 'Automatic' | 'ManualRegistrationOnly' | 'Manual';
  signIn: { methods: SignInMethod[] };
  signUp: {
    identifiers: SignInIdentifier[];
    password: boolean;
    verify: boolean;
    secondaryIdentifiers?: { identifier: SignInIdentifier | 'emailOrPhone'; verify?: boolean }[];
  };
  socialSignIn: Json;
  socialSignInConnectorTargets: string[];
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  customCss: string | null;
  customContent: Json;
  customUiAssets: null;
  customUiCsp: Json;
  passwordPolicy: {
    length?: { min?: number; max?: number };
    rejects?: {
      pwned?: boolean;
      repetitionAndSequence?: boolean;
      userInfo?: boolean;
      words?: string[];
    };
  };
  mfa: { factors: (MfaFactor | OtherFactor)[]; policy: MfaPolicy };
  adaptiveMfa: Json;
  singleSignOnEnabled: boolean;
  supportEmail: string | null;
  supportWebsiteUrl: string | null;
  /** Where a page of a sign-in that isn't going on leads; null: Logto's own `/unknown-session`. */
  unknownSessionRedirectUrl: string | null;
  captchaPolicy: Json;
  /** Empty as in a new tenant: `sentinel.ts` knows the defaults. `lockoutDuration` is in minutes. */
  sentinelPolicy: { maxAttempts?: number; lockoutDuration?: number };
  emailBlocklistPolicy: Json;
  verificationCodePolicy: Json;
  forgotPasswordMethods: string[];
  passkeySignIn: Json;
  signUpProfileFields: null;
  passwordExpiration: Json;
  usernamePolicy: Json;
};

const byPassword = (identifier: SignInIdentifier): SignInMethod => ({
  identifier,
  password: true,
  verificationCode: false,
  isPasswordPrimary: true,
});

export const newSignInExperience = (): SignInExperience => ({
  tenantId: 'default',
  id: 'default',
  color: { primaryColor: '#6139F6', isDarkModeEnabled: false, darkPrimaryColor: '#8768F8' },
  branding: {},
  hideLogtoBranding: false,
  languageInfo: { autoDetect: true, fallbackLanguage: 'en' },
  termsOfUseUrl: null,
  privacyPolicyUrl: null,
  agreeToTermsPolicy: 'Automatic',
  signIn: { methods: [byPassword('username'), byPassword('email')] },
  signUp: { identifiers: ['username'], password: true, verify: false },
  socialSignIn: {},
  socialSignInConnectorTargets: [],
  signInMode: 'SignInAndRegister',
  customCss: null,
  customContent: {},
  customUiAssets: null,
  customUiCsp: {},
  // Asking a service on the internet about every password is the one check a sandbox can't do.
  passwordPolicy: {
    rejects: { pwned: false, repetitionAndSequence: true, userInfo: true, words: [] },
  },
  mfa: { factors: [], policy: 'UserControlled' },
  adaptiveMfa: {},
  singleSignOnEnabled: true,
  supportEmail: null,
  supportWebsiteUrl: null,
  unknownSessionRedirectUrl: null,
  captchaPolicy: {},
  sentinelPolicy: {},
  emailBlocklistPolicy: {},
  verificationCodePolicy: {},
  forgotPasswordMethods: [],
  passkeySignIn: {},
  signUpProfileFields: null,
  passwordExpiration: {},
  usernamePolicy: {
    caseSensitive: true,
    minLength: 1,
    maxLength: 128,
    allowedChars: { lowercase: true, uppercase: true, numbers: true, underscore: true },
  },
});

/** Without an e-mail or SMS connector: no codes, no forgotten password, sign-up by user name alone. */
export function publicSignInExperience({ signInExperience, connectors }: Tenant) {
  const { emailBlocklistPolicy, forgotPasswordMethods, ...settings } = signInExperience;
  return {
    ...settings,
    socialConnectors: [],
    ssoConnectors: signInExperience.singleSignOnEnabled
      ? [...connectors.values()].filter(isOffered).map(({ id, providerName, branding }) => ({
          id,
          ...providerLabel(providerName, branding),
        }))
      : [],
    forgotPassword: { phone: false, email: false },
    isDevelopmentTenant: false,
    customProfileFields: [],
    customProfileFieldCatalog: [],
  };
}
