/** `/api/v1/trustedOrigins`: whose pages may call Okta from the browser. The sandbox only keeps them. */
import type { Routes } from '../../engine/http.ts';
import type { Api, Management } from './api.ts';
import { newId } from './apps.ts';
import { blank, duplicate, invalid, notFound } from './errors.ts';
import { matches, paged, startsWith } from './query.ts';

type Origin = {
  id: string;
  name: string;
  origin: string;
  status: 'ACTIVE';
  scopes: { type: string }[];
  created: string;
  createdBy: string;
};

const TYPES = ['CORS', 'REDIRECT', 'IFRAME_EMBED'];

export function createTrustedOriginRoutes(on: Api, { url, now }: Management): Routes {
  const PATH = '/api/v1/trustedOrigins';
  let origins: Origin[] = [];

  const resource = ({ created, createdBy, ...origin }: Origin) => {
    const self = `${url}${PATH}/${origin.id}`;
    return {
      ...origin,
      created,
      createdBy,
      lastUpdated: created,
      lastUpdatedBy: createdBy,
      _links: {
        self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      },
    };
  };
  const find = (id = '') => {
    const origin = origins.find((one) => one.id === id);
    if (!origin) throw notFound(id, 'TrustedOrigin');
    return origin;
  };

  return {
    [`GET ${PATH}`]: on('okta.trustedOrigins.read', ({ query }) => {
      const passes = matches<Origin>(query.get('filter'), {
        id: ({ id }) => id,
        name: ({ name }) => name,
        origin: ({ origin }) => origin,
        status: ({ status }) => status,
      });
      const q = query.get('q') ?? '';
      const items = origins.filter((one) => startsWith(one.name, q) && passes(one));
      return {
        page: paged(items, {
          url,
          path: PATH,
          query,
          size: { usual: 20, max: 200 },
          view: resource,
        }),
      };
    }),

    [`POST ${PATH}`]: on('okta.trustedOrigins.manage', ({ body, principal }) => {
      const { name, origin, scopes } = body;
      if (typeof name !== 'string' || !name) throw blank('name');
      if (typeof origin !== 'string' || !origin) throw blank('origin');
      if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
        throw invalid('origin', 'origin: The origin must be a scheme, a host and a port only.');
      }
      const types = (Array.isArray(scopes) ? scopes : []).map((scope) => String(scope?.type));
      if (types.length === 0 || !types.every((type) => TYPES.includes(type))) {
        throw invalid('scopes', `scopes: The types must be of ${TYPES.join(', ')}.`);
      }
      if (origins.some((one) => one.origin === origin)) throw duplicate('origin');
      if (origins.some((one) => one.name === name)) throw duplicate('name');
      const made: Origin = {
        id: newId('tos'),
        name,
        origin,
        status: 'ACTIVE',
        scopes: types.map((type) => ({ type })),
        created: new Date(now()).toISOString(),
        createdBy: principal.id,
      };
      origins.push(made);
      return { body: resource(made) };
    }),

    [`GET ${PATH}/:id`]: on('okta.trustedOrigins.read', ({ params }) => ({
      body: resource(find(params.id)),
    })),

    [`DELETE ${PATH}/:id`]: on('okta.trustedOrigins.manage', ({ params }) => {
      const origin = find(params.id);
      origins = origins.filter((one) => one !== origin);
      return {};
    }),
  };
}
