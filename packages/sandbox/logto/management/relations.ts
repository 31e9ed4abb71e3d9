/**
 * Relations of two kinds of entities, which all have the same four calls: list, add, replace,
 * remove. Adding what is there already changes nothing; replacing with something twice is refused.
 */
import { z } from 'zod/v3';
import { shown } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { byIds } from '../tenant.ts';
import { ids, unlink } from './common.ts';
import { CREATED, type ManagementTable, optionallyPaged, route } from './route.ts';

type Entity = { id: string };
type Relation<Owner> = {
  /** `/api/organizations/:id/jit/roles`. */
  path: string;
  /** The key of a body, `organizationRoleIds`. */
  key: string;
  related: Map<string, Entity>;
  owners: Map<string, Owner>;
  idsOf: (owner: Owner) => string[];
  /** For the list. @throws 404 in the words of the owner's table. */
  find: (id: string) => Owner;
};

const foreignKey = () => new LogtoError(422, 'entity.relation_foreign_key_not_found');

export function relationRoutes<Owner extends object>(relation: Relation<Owner>): ManagementTable {
  const { path, key, related, owners, idsOf } = relation;
  /** What isn't there is a foreign key to the database, be it the owner or the other. */
  const owned = (id = '', given: readonly string[]) => {
    const owner = owners.get(id);
    if (!owner || !given.every((one) => related.has(one))) throw foreignKey();
    return idsOf(owner);
  };
  const given = (body: Record<string, string[]>) => body[key] ?? [];
  return {
    [`GET ${path}`]: route({}, ({ params }) =>
      optionallyPaged(byIds(related, idsOf(relation.find(params.id ?? ''))).map(shown)),
    ),

    [`POST ${path}`]: route({ body: z.object({ [key]: ids.nonempty() }) }, ({ params, body }) => {
      const added = given(body);
      const known = owned(params.id, added);
      known.push(...new Set(added.filter((id) => !known.includes(id))));
      return CREATED;
    }),

    [`PUT ${path}`]: route({ body: z.object({ [key]: ids }) }, ({ params, body }) => {
      const wanted = given(body);
      if (wanted.length === 0 && !owners.has(params.id ?? '')) return undefined;
      const known = owned(params.id, wanted);
      if (new Set(wanted).size < wanted.length) {
        throw new LogtoError(422, 'entity.unique_integrity_violation');
      }
      known.splice(0, known.length, ...wanted);
      return undefined;
    }),

    [`DELETE ${path}/:relatedId`]: route({}, ({ params }) => {
      const owner = owners.get(params.id ?? '');
      unlink(owner ? idsOf(owner) : [], params.relatedId ?? '');
      return undefined;
    }),
  };
}
