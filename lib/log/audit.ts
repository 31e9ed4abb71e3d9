import { log } from '#lib/log/log.ts';

/** What somebody responsible may have to know later: who did what to whom, and what was refused. */
export type AuditEvent =
  | 'signed_in'
  | 'signed_out'
  | 'sign_in_refused'
  | 'session_replaced'
  | 'session_refused'
  /** What Logto had done for it: taken back, and what remains. */
  | 'refused_sign_in_undone'
  | 'access_refused'
  | 'invitation_created'
  | 'invitation_accepted'
  | 'invitation_withdrawn'
  /** The inviter may no longer invite, or not to this role. */
  | 'invitation_revoked'
  | 'member_role_changed'
  | 'member_removed'
  | 'member_change_undone';

/**
 * Ids, roles and domains only: an audit log is kept long and read by many. It is one line of the
 * log with `audit: true`, for whoever collects the log to keep apart.
 */
export function audit(
  event: AuditEvent,
  fields: { user: string; organization?: string; [field: string]: string | undefined },
) {
  log.info(event, { audit: true, ...fields });
}
