import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/action-form.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { requireOrganizationMember } from '#lib/auth.ts';
import type { SearchParams } from '#lib/http/search-params.ts';
import type { Invitation } from '#lib/organizations/invitation-records.ts';
import { listInvitations } from '#lib/organizations/invitations.ts';
import { JIT_ROLE, ORGANIZATION_ROLES, type OrganizationRole } from '#lib/permissions.ts';
import { copyWords } from '../../copy-words.ts';
import { roleNames } from '../../role-names.ts';
import { inviteMember, withdraw } from '../actions.ts';
import {
  NotAvailable,
  OrganizationFrame,
  TAB_PERMISSIONS,
  tabMetadata,
  tabPath,
} from '../organization-frame.tsx';

type Params = { params: Promise<{ id: string }> };
export const generateMetadata = ({ params }: Params) => tabMetadata(params, 'invitations');

export default async function InvitationsPage({
  params,
  searchParams,
}: Params & { searchParams: Promise<SearchParams> }) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const { organization } = await requireOrganizationMember(
    tabPath(id, 'invitations'),
    id,
    TAB_PERMISSIONS.invitations,
  );
  const t = await getTranslations('organizations');
  const listed = await listInvitations(id);
  return (
    <OrganizationFrame organization={organization} tab="invitations" done={query.done}>
      <section className="grid gap-4" aria-labelledby="invite-heading">
        <h2 id="invite-heading" className="text-title">
          {t('inviteTitle')}
        </h2>
        <ActionForm action={inviteMember} className="grid gap-4 sm:grid-cols-2">
          <input type="hidden" name="organization" value={id} />
          <TextField
            id="invite-email"
            name="email"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            label={t('email')}
          />
          <SelectField id="invite-role" name="role" label={t('role')} defaultValue={JIT_ROLE}>
            {(Object.keys(ORGANIZATION_ROLES) as OrganizationRole[]).map((role) => (
              <option key={role} value={role}>
                {t(`roles.${role}`)}
              </option>
            ))}
          </SelectField>
          <div className="col-span-full">
            <SubmitButton pendingLabel={t('inviting')}>{t('invite')}</SubmitButton>
          </div>
        </ActionForm>
      </section>
      <section className="grid gap-4" aria-labelledby="open-heading">
        <h2 id="open-heading" className="text-title">
          {t('openInvitations')}
        </h2>
        {listed.ok ? <Open organizationId={id} invitations={listed.value} /> : <NotAvailable />}
      </section>
    </OrganizationFrame>
  );
}

async function Open({
  organizationId,
  invitations,
}: {
  organizationId: string;
  invitations: Invitation[];
}) {
  const t = await getTranslations('organizations');
  if (invitations.length === 0) return <p className="text-muted">{t('noInvitations')}</p>;
  const now = new Date();
  const named = invitations.map(async ({ id, roles }) => [id, await roleNames(roles)] as const);
  const names = new Map(await Promise.all(named));
  const words = await copyWords();
  return (
    <ul className="divide-y divide-line border-line border-y">
      {invitations.map(({ id, email, expiresAt, link }) => (
        <li key={id} className="grid gap-2 py-3">
          <p>
            {email} <span className="text-muted">{names.get(id)}</span>
          </p>
          <p className="text-muted text-small">
            {t('expires')} <RelativeTime date={expiresAt} now={now} />
          </p>
          <p className="text-small">
            <code className="select-all break-all">{link}</code>
          </p>
          <div className="flex flex-wrap items-start gap-3">
            <CopyButton text={link} words={words} label={email} />
            <div>
              <ActionForm action={withdraw} label={t('withdrawOf', { email })}>
                <input type="hidden" name="organization" value={organizationId} />
                <input type="hidden" name="invitation" value={id} />
                <SubmitButton variant="secondary" pendingLabel={t('withdrawing')}>
                  {t('withdraw')}
                </SubmitButton>
              </ActionForm>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
