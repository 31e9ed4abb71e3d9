import { PRIVATE_HEADERS } from '#lib/headers.ts';
import { personTag } from '#lib/session/person-tag.ts';

/** For pages that are open already: is the same person still signed in? */
export async function GET() {
  return Response.json({ person: await personTag() }, { headers: PRIVATE_HEADERS });
}
