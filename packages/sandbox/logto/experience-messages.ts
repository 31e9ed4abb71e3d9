/**
 * Messages of the experience API in the languages of the pages. Logto's API answers in the
 * language that its page asks for, and the page shows the message as it is.
 */
import { LogtoError } from './errors.ts';

/** An error whose message has a value in it. */
export class ExperienceError extends LogtoError {
  readonly values: { minutes?: number };
  constructor(status: number, code: string, values: { minutes?: number }) {
    super(status, code);
    this.values = values;
  }
}

const MESSAGES: Record<string, { en: string; th: string }> = {
  'auth.forbidden': {
    en: 'Forbidden. Please check your user roles and permissions.',
    th: 'ถูกปฏิเสธการเข้าถึง กรุณาตรวจสอบบทบาทผู้ใช้และสิทธิ์ของคุณ',
  },
  'guard.invalid_input': {
    en: 'The request body is invalid.',
    th: 'ข้อมูลในคำขอไม่ถูกต้อง',
  },
  'entity.not_found': { en: 'The resource does not exist.', th: 'ไม่พบทรัพยากร' },
  'session.not_found': {
    en: 'Session not found. Please go back and sign in again.',
    th: 'ไม่พบเซสชัน กรุณาย้อนกลับและเข้าสู่ระบบอีกครั้ง',
  },
  'session.interaction_not_found': {
    en: 'Interaction session not found. Please go back and start the session again.',
    th: 'ไม่พบเซสชันการโต้ตอบ กรุณาย้อนกลับและเริ่มเซสชันใหม่อีกครั้ง',
  },
  'session.identifier_not_found': {
    en: 'User identifier not found. Please go back and sign in again.',
    th: 'ไม่พบตัวระบุผู้ใช้ กรุณาย้อนกลับและเข้าสู่ระบบอีกครั้ง',
  },
  'session.verification_session_not_found': {
    en: 'The verification was not successful. Restart the verification flow and try again.',
    th: 'การยืนยันตัวตนล้มเหลว กรุณาเริ่มกระบวนการยืนยันใหม่และลองอีกครั้ง',
  },
  'session.invalid_credentials': {
    en: 'Incorrect account or password. Please check your input.',
    th: 'บัญชีหรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจสอบข้อมูลของคุณ',
  },
  'session.verification_blocked_too_many_attempts': {
    en: 'Too many attempts in a short time. Please try again {{relativeTime}}.',
    th: 'มีความพยายามมากเกินไปในช่วงเวลาสั้น ๆ กรุณาลองใหม่ {{relativeTime}}',
  },
  'session.sso_enabled': {
    en: 'Single sign on is enabled for this given email. Please sign in with SSO.',
    th: 'มีการเปิดใช้งาน Single Sign On สำหรับอีเมลนี้ กรุณาเข้าสู่ระบบด้วย SSO',
  },
  'session.mfa.require_mfa_verification': {
    en: 'Mfa verification is required to sign in.',
    th: 'จำเป็นต้องยืนยัน MFA เพื่อเข้าสู่ระบบ',
  },
  'session.mfa.invalid_totp_code': { en: 'Invalid TOTP code.', th: 'รหัส TOTP ไม่ถูกต้อง' },
  'session.mfa.invalid_backup_code': { en: 'Invalid backup code.', th: 'โค้ดสำรองไม่ถูกต้อง' },
  'session.mfa.backup_code_required': {
    en: 'Backup code is required.',
    th: 'จำเป็นต้องมีโค้ดสำรอง',
  },
  'session.mfa.pending_info_not_found': {
    en: 'Pending MFA info not found, please initiate MFA first.',
    th: 'ไม่พบข้อมูล MFA ที่รอดำเนินการ กรุณาตั้งค่า MFA ก่อน',
  },
  'session.mfa.mfa_policy_not_user_controlled': {
    en: 'MFA policy is not user controlled.',
    th: 'นโยบาย MFA ไม่สามารถควบคุมโดยผู้ใช้ได้',
  },
  'session.mfa.mfa_factor_not_enabled': {
    en: 'MFA factor is not enabled.',
    th: 'MFA นี้ยังไม่ได้เปิดใช้งาน',
  },
  'user.suspended': { en: 'This account is suspended.', th: 'บัญชีนี้ถูกระงับ' },
  'user.username_already_in_use': {
    en: 'This username is already in use.',
    th: 'ชื่อผู้ใช้นี้ถูกใช้ไปแล้ว',
  },
  'user.sso_identity_not_exist': {
    en: 'The enterprise SSO account has not been registered yet.',
    th: 'บัญชี SSO ขององค์กรยังไม่ได้ลงทะเบียน',
  },
  'user.missing_profile': {
    en: 'You need to provide additional info before signing-in.',
    th: 'คุณต้องระบุข้อมูลเพิ่มเติมก่อนเข้าสู่ระบบ',
  },
  'user.missing_mfa': {
    en: 'You need to bind additional MFA before signing-in.',
    th: 'คุณต้องผูก MFA เพิ่มเติมก่อนเข้าสู่ระบบ',
  },
  'user.suggest_mfa': {
    en: 'For better account security, we recommend binding MFA to your account.',
    th: 'เพื่อความปลอดภัยของบัญชีที่ดียิ่งขึ้น เราแนะนำให้ผูก MFA กับบัญชีของคุณ',
  },
  'user.totp_already_in_use': { en: 'TOTP is already in use.', th: 'TOTP นี้ถูกใช้ไปแล้ว' },
  'connector.invalid_config': {
    en: "The connector's config is invalid.",
    th: 'การตั้งค่าของคอนเนคเตอร์นี้ไม่ถูกต้อง',
  },
  'connector.invalid_request_parameters': {
    en: 'The request is with wrong input parameter(s).',
    th: 'คำขอมีพารามิเตอร์อินพุตไม่ถูกต้อง',
  },
  'connector.authorization_failed': {
    en: "The user's authorization process is unsuccessful.",
    th: 'กระบวนการขออนุญาตของผู้ใช้ไม่สำเร็จ',
  },
  'password.rejected': {
    en: 'Password rejected. Please check if your password meets the requirements.',
    th: 'รหัสผ่านถูกปฏิเสธ กรุณาตรวจสอบว่ารหัสผ่านของคุณตรงตามข้อกำหนดหรือไม่',
  },
};

export const languageOf = (wanted: string | null | undefined): 'en' | 'th' =>
  wanted
    ?.split(/[,\s]+/)
    .map((tag) => tag.split(/[-;]/)[0])
    .find((tag) => tag === 'th' || tag === 'en') === 'th'
    ? 'th'
    : 'en';

/** The body to send: `error`'s, with the message in the language of the page. */
export function localizedBody(error: LogtoError, acceptLanguage: string | undefined) {
  const language = languageOf(acceptLanguage);
  const message = MESSAGES[error.code]?.[language] ?? error.message;
  const minutes = error instanceof ExperienceError ? (error.values.minutes ?? 0) : 0;
  const relativeTime = new Intl.RelativeTimeFormat(language).format(minutes, 'minute');
  return { ...error.body, message: message.replace('{{relativeTime}}', relativeTime) };
}
