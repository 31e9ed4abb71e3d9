/** The session's cookie on localhost, where the port is part of its name. */
export const sessionCookie = (appUrl: string | undefined) =>
  `session-${new URL(appUrl ?? 'http://localhost').port}`;
