import { ApiProblem } from '#lib/api/problem.ts';
import { metadataUrl, resourceMetadata } from '#lib/api/resource.ts';
import { route } from '#lib/api/route.ts';

/** Seconds. It changes with the settings of the deployment, and with the permissions in the code. */
const MAX_AGE = 3600;

/** Public: where clients of the API learn whose tokens it takes (RFC 9728). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(request) {
    const url = metadataUrl();
    if (!url || new URL(url).pathname !== new URL(request.url).pathname) {
      throw new ApiProblem(404, 'not_found', 'There is no protected resource of this name here.');
    }
    return Response.json(await resourceMetadata(), {
      headers: { 'Cache-Control': `public, max-age=${MAX_AGE}` },
    });
  },
});
