// The words of Logto's sign-in pages that people and page objects see.

const en = {
  signIn: 'Sign in',
  signInTitle: 'Sign in to your account',
  createAccount: 'Create account',
  createTitle: 'Create your account',
  identifier: 'Username / Email',
  username: 'Username',
  email: 'Email',
  password: 'Password',
  sso: 'Single Sign-On',
  useSso: 'Use ',
  ssoEnabled: 'Single Sign-On is enabled for this account',
  ssoNotEnabled: 'Single Sign-On is not enabled for this email account.',
  ssoPrompt: 'Enter your enterprise email address',
  ssoChoose: (email) =>
    `Your enterprise has enabled Single Sign-On for the email account ${email}. You can continue to sign in with the following SSO providers.`,
  continueWith: (name) => `Continue with ${name}`,
  allOptions: 'All sign-in options',
  allCreationOptions: 'All account creation options',
  identifierSignIn: (types) => `Enter you ${types} to sign in.`,
  identifierRegister: (types) => `Enter you ${types} to create a new account.`,
  noAccount: 'No account yet? ',
  haveAccount: 'Already have an account? ',
  setPassword: 'Set password',
  newPassword: 'New password',
  confirmPassword: 'Confirm password',
  savePassword: 'Save password',
  required: (label) => `${label} is required`,
  tooShort: 'Minimum length is 8.',
  mismatch: 'Your passwords don’t match.',
  invalidEmail: 'The email is invalid',
  invalidUsername:
    'Username must start with a letter or underscore and contain only letters, numbers, or underscores.',
  authorizationInvalid: 'The authorization is invalid',
  back: 'Back',
  suspended: 'Account suspended',
  suspendedText:
    'This account has been suspended. Please contact the administrator for assistance.',
  backToSignIn: 'Back to sign in',
  notFound: '404 Not Found',
  sessionNotFound: 'Session not found. Please go back and sign in again.',
};

const th = {
  ...en,
  signIn: 'เข้าสู่ระบบ',
  signInTitle: 'เข้าสู่ระบบบัญชีของคุณ',
  createAccount: 'สร้างบัญชี',
  createTitle: 'สร้างบัญชีของคุณ',
  identifier: 'ชื่อผู้ใช้ / อีเมล',
  username: 'ชื่อผู้ใช้',
  email: 'อีเมล',
  password: 'รหัสผ่าน',
  sso: 'เข้าสู่ระบบ SSO',
  useSso: 'ใช้ ',
  ssoEnabled: 'บัญชีนี้เปิดใช้งาน Single Sign-On แล้ว',
  ssoPrompt: 'กรอกอีเมลบริษัทของคุณ',
  noAccount: 'ยังไม่มีบัญชีใช่ไหม? ',
  haveAccount: 'มีบัญชีอยู่แล้ว? ',
  setPassword: 'ตั้งรหัสผ่าน',
  newPassword: 'รหัสผ่านใหม่',
  notFound: '404 ไม่พบหน้านี้',
};

/** `ui_locales` of the authorization request first, then the browser's languages. */
export function textsFor(uiLocales) {
  const wanted = [...(uiLocales?.split(' ') ?? []), ...navigator.languages];
  const found = wanted.map((tag) => tag.split('-')[0]).find((tag) => tag === 'th' || tag === 'en');
  document.documentElement.lang = found ?? 'en';
  return found === 'th' ? th : en;
}
