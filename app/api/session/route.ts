import { answer } from '#lib/api/route.ts';
import { PRIVATE_HEADERS } from '#lib/http/headers.ts';
import { personTag } from '#lib/session/person-tag.ts';

/** For pages that are open already: is the same person still signed in? */
export const GET = () =>
  answer(async () => Response.json({ person: await personTag() }, { headers: PRIVATE_HEADERS }));
