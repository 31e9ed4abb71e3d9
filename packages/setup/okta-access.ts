import type { ActualOkta } from './actual.ts';
import { type Change, change } from './change.ts';
import type { ApiWish, Company } from './desired.ts';

/** Who may use the application, and what its tokens may do. */
export function planAccess(company: Company, wish: ApiWish, okta: ActualOkta): Change[] {
  const groups = wish.groups.map((name): Change => {
    const key = `okta-group ${company.name} ${name}`;
    const title = `Assignment of the Okta group "${name}"`;
    const [group, ...others] = okta.groups.filter(({ profile }) => profile.name === name);
    if (!group || others.length > 0) {
      return change('question', key, title, {
        notes: [
          group
            ? `${wish.orgUrl} has ${others.length + 1} groups of that name. Rename one in Okta, or assign the right one there by hand.`
            : `${wish.orgUrl} has no group of that name. Group names are matched exactly.`,
        ],
        question: { flag: '--okta-group', options: [] },
      });
    }
    return okta.assignedGroupIds.includes(group.id)
      ? change('keep', key, title)
      : change('create', key, title, {
          write: { do: 'okta-group.assign', company: company.name, groupId: group.id },
        });
  });
  const grants = wish.apiScopes.map((scope) => {
    const key = `okta-grant ${company.name} ${scope}`;
    const title = `Okta API scope ${scope} for "${wish.label}"`;
    return okta.grantedScopes.includes(scope)
      ? change('keep', key, title)
      : change('create', key, title, {
          notes: ['Only a Super Administrator may grant it.'],
          write: { do: 'okta-grant.create', company: company.name, scope, issuer: wish.orgUrl },
        });
  });
  return [...groups, ...grants];
}
