/** Fails when Node has a security release that this repository's Node (package.json) lacks. CI runs it. */
import { readFileSync } from 'node:fs';
import { missedSecurityReleases, parseReleases } from './node-releases.ts';

const RELEASES = 'https://nodejs.org/dist/index.json';

const { node } = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies;
const answer = await fetch(RELEASES, { signal: AbortSignal.timeout(30_000) });
if (!answer.ok) throw new Error(`${RELEASES} answered ${answer.status}`);
const missed = missedSecurityReleases(node, parseReleases(await answer.json()));
if (missed.length > 0) {
  console.error(
    `Node ${node} lacks the security releases ${missed.join(', ')}. Update "node" in package.json (npm install --save-exact --save-dev node@…) and NODE_IMAGE in the Dockerfile.`,
  );
  process.exit(1);
}
console.log(`Node ${node} has every security release of its major version.`);
