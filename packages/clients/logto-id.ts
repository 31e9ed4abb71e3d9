/**
 * The form of all of Logto's ids. Check one that came from outside before it becomes part of an
 * address: `..` would be another call, with our credentials.
 */
export const LOGTO_ID = /^[\w-]{1,64}$/;
