/** What must not be found in a report, for the reporter's process only. */
export const SECRETS_VARIABLE = 'E2E_SECRETS';
