import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/action-form.tsx';
import { Avatar } from '#components/avatar.tsx';
import { PeopleText } from '#components/people-text.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { isolated } from '#lib/logto/display-name.ts';
import type { Member } from '#lib/organizations/members.ts';
import { JIT_ROLE, ORGANIZATION_ROLES, type OrganizationRole } from '#lib/permissions.ts';
import { roleNames } from '../role-names.ts';
import { changeMemberRole, removeOrganizationMember } from './actions.ts';

type RowProps = {
  organizationId: string;
  member: Member;
  isYou: boolean;
  mayManage: boolean;
  /** Of the list, to come back to; so is what was searched. */
  page: number;
  q?: string | undefined;
};

export async function MemberRow(row: RowProps) {
  const { member, isYou, mayManage } = row;
  const t = await getTranslations('organizations');
  const { joinedBy, lastSignInAt } = member;
  const name = member.name ?? t('unnamed');
  const joined =
    joinedBy.how === 'company'
      ? t('joined.company', { company: isolated(joinedBy.company) })
      : t(`joined.${joinedBy.how}`);
  return (
    <li className="grid gap-3 py-4" data-member={member.id}>
      <div className="grid grid-cols-[auto_1fr] gap-x-3 sm:grid-cols-[auto_1fr_11rem]">
        <Avatar name={name} picture={member.picture} />
        <div>
          <p>
            <bdi>{name}</bdi> {isYou && <span className="text-muted">{t('you')}</span>}
          </p>
          <p className="text-muted text-small">
            <bdi>{member.email ?? t('noEmail')}</bdi>
          </p>
          <p className="text-muted text-small">
            <PeopleText>{joined}</PeopleText>
            {lastSignInAt && (
              <>
                {' · '}
                {t('lastSignIn')} <RelativeTime date={lastSignInAt} now={new Date()} />
              </>
            )}
          </p>
        </div>
        <p className="text-muted max-sm:col-start-2">
          <bdi>{await roleNames(member.roles)}</bdi>
        </p>
      </div>
      {mayManage && <Manage {...row} name={name} />}
    </li>
  );
}

type ManageProps = Pick<RowProps, 'organizationId' | 'member' | 'page' | 'q'> & { name: string };

/** Two controls apart from each other: what can't be undone is never beside what can. */
async function Manage({ organizationId, member, page, q, name }: ManageProps) {
  const t = await getTranslations('organizations');
  const hidden = (
    <>
      <input type="hidden" name="organization" value={organizationId} />
      <input type="hidden" name="member" value={member.id} />
      {/* One each: the name of a role may have any character, a comma too. */}
      {member.roles.map((role) => (
        <input key={role} type="hidden" name="shownRoles" value={role} />
      ))}
      <input type="hidden" name="page" value={page} />
      {q && <input type="hidden" name="q" value={q} />}
    </>
  );
  const about = (
    <span className="sr-only">
      : <bdi>{name}</bdi>
    </span>
  );
  return (
    <div className="-mt-2 flex flex-wrap gap-x-6 sm:pl-11">
      <ActionForm
        action={changeMemberRole}
        label={t('changeRoleOf', { name })}
        summary={
          <>
            {t('changeRole')}
            {about}
          </>
        }
        className="grid items-end gap-3 sm:grid-cols-[1fr_auto]"
      >
        {hidden}
        <SelectField
          id={`role-${member.id}`}
          name="role"
          label={t('role')}
          defaultValue={member.roles[0] ?? JIT_ROLE}
        >
          {Object.keys(ORGANIZATION_ROLES).map((role) => (
            <option key={role} value={role}>
              {t(`roles.${role as OrganizationRole}`)}
            </option>
          ))}
        </SelectField>
        <SubmitButton variant="secondary" pendingLabel={t('saving')}>
          {t('changeRole')}
        </SubmitButton>
      </ActionForm>
      <ActionForm
        action={removeOrganizationMember}
        label={t('removeOf', { name })}
        summary={
          <>
            {t('remove')}
            {about}
          </>
        }
        className="grid gap-3"
      >
        {hidden}
        <p className="text-small">
          <PeopleText>{t('removeWarning', { name: isolated(name) })}</PeopleText>
        </p>
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            name="sure"
            value="yes"
            required
            className="size-5 shrink-0 accent-accent"
          />
          <span>
            <PeopleText>{t('removeSure', { name: isolated(name) })}</PeopleText>
          </span>
        </label>
        <div>
          <SubmitButton variant="secondary" pendingLabel={t('removing')}>
            {t('remove')}
          </SubmitButton>
        </div>
      </ActionForm>
    </div>
  );
}
