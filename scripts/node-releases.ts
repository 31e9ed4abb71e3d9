/** What nodejs.org says of releases, and which of them a version lacks. No package: CI's audit installs none. */
export type Releases = { version: string; security: boolean }[];

/** @throws when it isn't the list of https://nodejs.org/dist/index.json. */
export function parseReleases(body: unknown): Releases {
  const isRelease = ({ version, security }: Record<string, unknown>) =>
    /^v\d+\.\d+\.\d+$/.test(String(version)) && typeof security === 'boolean';
  if (!Array.isArray(body) || !body.every(isRelease)) throw new Error('no list of Node releases');
  return body;
}

const numbers = (version: string) => version.replace(/^v/, '').split('.').map(Number);

/**
 * @returns security releases of the same major version that are newer, the newest first.
 * @throws when the version isn't a release: then nothing is known of it.
 */
export function missedSecurityReleases(version: string, all: Releases): string[] {
  const [major = Number.NaN, minor = 0, patch = 0] = numbers(version);
  if (!all.some((one) => one.version === `v${version}`)) {
    throw new Error(`${version} is no release of Node`);
  }
  return all
    .filter((one) => {
      const [otherMajor, otherMinor = 0, otherPatch = 0] = numbers(one.version);
      const isNewer = otherMinor > minor || (otherMinor === minor && otherPatch > patch);
      return one.security && otherMajor === major && isNewer;
    })
    .map((one) => one.version);
}
