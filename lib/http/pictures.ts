/**
 * Pictures of people. Anybody can make any address their own picture: loading it would tell a
 * stranger's server who looks at the page, from where and when. So pictures load from Logto and
 * from the hosts in `AVATAR_HOSTS`; the rest are shown as initials. The CSP has the same list.
 */
import { getEnv } from '#lib/env.ts';

/** Origins, as sources of the CSP's `img-src`. */
export const pictureSources = (): string[] => [
  getEnv().LOGTO_ENDPOINT,
  ...getEnv().AVATAR_HOSTS.map((host) => `https://${host}`),
];

/** The address if its picture may be loaded, for `Avatar`. */
export function shownPicture(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  // Not `origin`: that of `blob:https://…` is what it names.
  const { protocol, host, username, password, href } = new URL(address);
  const isListed = pictureSources().some((source) => {
    const listed = new URL(source);
    return listed.protocol === protocol && listed.host === host;
  });
  return isListed && !username && !password ? href : undefined;
}
