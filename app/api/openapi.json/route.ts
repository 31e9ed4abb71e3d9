import { openApiDocument } from '#lib/api/openapi.ts';
import { json, route } from '#lib/api/route.ts';

/** Public: it says what the code says, which anybody may read. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: async () => json(openApiDocument()),
});
