/**
 * The cookies of one browser at one server, for tests and the contract: as much of RFC 6265 as
 * the sandbox and Logto make use of, which is names, paths, and taking a cookie back.
 */
type Cookie = { name: string; value: string; path: string; isKept: boolean };

export type CookieJar = ReturnType<typeof cookieJar>;

export function cookieJar(stored: Iterable<[string, Cookie]> = []) {
  // By name and path: two sign-ins under way each have a cookie that resumes it, of one name.
  const cookies = new Map(stored);
  const isFor = ({ pathname }: URL, path: string) =>
    path === '/' || `${pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`);

  return {
    /** The value of a request's `Cookie` header. */
    header: (url: URL) =>
      [...cookies.values()]
        .filter(({ path }) => isFor(url, path))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),

    keep({ headers }: Pick<Response, 'headers'>) {
      for (const line of headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(/;\s*/);
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        const attribute = (wanted: string) =>
          attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.split(/=(.*)/s)[1];
        const path = attribute('path') ?? '/';
        const isKept = attribute('expires') !== undefined;
        if (value) cookies.set(`${name} ${path}`, { name, value, path, isKept });
        else cookies.delete(`${name} ${path}`);
      }
    },

    names: () => [...cookies.values()].map(({ name }) => name),
    /** Whether a cookie outlives the browser window. */
    isKept: (wanted: string) => [...cookies.values()].find(({ name }) => name === wanted)?.isKept,
    /** The same cookies in another browser, as somebody who copied them would have. */
    copy: () => cookieJar(cookies),
  };
}
