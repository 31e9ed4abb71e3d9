import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/action-form.tsx';
import { Avatar } from '#components/avatar.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { Member } from '#lib/organizations/members.ts';
import { JIT_ROLE, ORGANIZATION_ROLES, type OrganizationRole } from '#lib/permissions.ts';
import { roleNames } from '../role-names.ts';
import { changeMemberRole, removeOrganizationMember } from './actions.ts';

type RowProps = {
  organizationId: string;
  member: Member;
  isYou: boolean;
  mayManage: boolean;
  /** Of the list, to come back to. */
  page: number;
};

export async function MemberRow({ organizationId, member, isYou, mayManage, page }: RowProps) {
  const t = await getTranslations('organizations');
  const { joinedBy, lastSignInAt } = member;
  const name = member.name ?? member.email ?? t('unnamed');
  const joined =
    joinedBy.how === 'company'
      ? t('joined.company', { company: joinedBy.company })
      : t(`joined.${joinedBy.how}`);
  return (
    <li className="grid gap-3 py-4" data-member={member.id}>
      <div className="grid grid-cols-[auto_1fr] gap-x-3 sm:grid-cols-[auto_1fr_11rem]">
        <Avatar name={name} picture={member.picture} />
        <div>
          <p>
            {name} {isYou && <span className="text-muted">{t('you')}</span>}
          </p>
          <p className="text-muted text-small">{member.email ?? t('noEmail')}</p>
          <p className="text-muted text-small">
            {joined}
            {lastSignInAt && (
              <>
                {' · '}
                {t('lastSignIn')} <RelativeTime date={lastSignInAt} now={new Date()} />
              </>
            )}
          </p>
        </div>
        <p className="text-muted max-sm:col-start-2">{await roleNames(member.roles)}</p>
      </div>
      {mayManage && (
        <Manage organizationId={organizationId} member={member} page={page} name={name} />
      )}
    </li>
  );
}

type ManageProps = Pick<RowProps, 'organizationId' | 'member' | 'page'> & { name: string };

/** Two controls apart from each other: what can't be undone is never beside what can. */
async function Manage({ organizationId, member, page, name }: ManageProps) {
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
    </>
  );
  const about = <span className="sr-only">: {name}</span>;
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
        <p className="text-small">{t('removeWarning', { name })}</p>
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            name="sure"
            value="yes"
            required
            className="size-5 shrink-0 accent-accent"
          />
          {t('removeSure', { name })}
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
