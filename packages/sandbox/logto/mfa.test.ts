/** Second factors and the lock-out, over HTTP. */
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../seed.ts';
import { otpauthUrl, qrCode } from './qr-code.ts';
import { tenantForEachTest } from './test-experience.ts';

const SECRET = 'EI7U4PLJE5MW2NSCFQYWWPSAEURXGKBF';
const world = tenantForEachTest();

const require = (policy: 'Mandatory' | 'UserControlled' | 'NoPrompt') => {
  world.tenant.signInExperience.mfa = { factors: ['Totp', 'BackupCode'], policy };
};
const enrol = () => {
  const common = { id: 'x', createdAt: new Date().toISOString() };
  world.user('alex').mfaVerifications = [
    { ...common, type: 'Totp', key: SECRET },
    { ...common, type: 'BackupCode', codes: [{ code: 'e67823e9d3' }, { code: 'f8ad2b5d28' }] },
  ];
};

describe('setting up', () => {
  it('when mandatory: an app, backup codes, and then in', async () => {
    require('Mandatory');
    const visitor = await world.visitor();
    const first = await visitor.password('username', 'alex');
    expect(first).toEqual({
      status: 422,
      body: {
        code: 'user.missing_mfa',
        message: 'You need to bind additional MFA before signing-in.',
        data: { availableFactors: ['Totp'] },
      },
    });
    expect((await visitor.post('profile/mfa/mfa-skipped')).status).toBe(422);

    const { body } = await visitor.post('verification/totp/secret');
    expect(body).toMatchObject({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      secretQrCode: await qrCode(otpauthUrl(String(body.secret), 'Alex Morgan', 'localhost')),
    });
    const { verificationId } = body;
    const bind = { type: 'Totp', verificationId };
    expect((await visitor.post('profile/mfa', bind)).status).toBe(400);
    const wrong = await visitor.post('verification/totp/verify', { verificationId, code: '000' });
    expect(wrong.body).toEqual({
      code: 'session.mfa.invalid_totp_code',
      message: 'Invalid TOTP code.',
    });
    const code = world.oneTimeCode(String(body.secret));
    expect((await visitor.post('verification/totp/verify', { verificationId, code })).status).toBe(
      200,
    );
    expect((await visitor.post('profile/mfa', bind)).status).toBe(204);

    const second = await visitor.submit();
    expect(second.body.code).toBe('session.mfa.backup_code_required');
    const generated = await visitor.post('verification/backup-code/generate');
    expect(generated.body.codes).toHaveLength(10);
    const codes = { type: 'BackupCode', verificationId: generated.body.verificationId };
    await visitor.post('profile/mfa', codes);
    expect((await visitor.submit()).status).toBe(200);
    const types = world.user('alex').mfaVerifications.map(({ type }) => type);
    expect(types).toEqual(['Totp', 'BackupCode']);
  });

  it('when optional: offered once, and not again after "Skip"', async () => {
    require('UserControlled');
    const visitor = await world.visitor();
    expect(await visitor.password('username', 'alex')).toMatchObject({
      status: 422,
      body: { code: 'user.suggest_mfa' },
    });
    expect((await visitor.post('profile/mfa/mfa-skipped')).status).toBe(204);
    expect((await visitor.submit()).status).toBe(200);
    const again = await (await world.visitor()).password('username', 'alex');
    expect(again.status).toBe(200);
  });

  it('when optional: accepting the offer leads to the set-up, which may still be skipped', async () => {
    require('UserControlled');
    const visitor = await world.visitor();
    await visitor.password('username', 'alex');
    await visitor.post('profile/mfa/mfa-enabled');
    expect((await visitor.submit()).body).toMatchObject({
      code: 'user.missing_mfa',
      data: { availableFactors: ['Totp'], skippable: true },
    });
  });

  it('is not spoken of with NoPrompt', async () => {
    require('NoPrompt');
    expect((await (await world.visitor()).password('username', 'alex')).status).toBe(200);
  });
});

describe('presenting', () => {
  it('a code works once: not again in its time step, but in the next', async () => {
    require('Mandatory');
    enrol();
    const present = async () => {
      const visitor = await world.visitor();
      const asked = await visitor.password('username', 'alex');
      expect(asked).toMatchObject({
        status: 403,
        body: {
          code: 'session.mfa.require_mfa_verification',
          data: { availableFactors: ['Totp', 'BackupCode'], maskedIdentifiers: {} },
        },
      });
      const code = world.oneTimeCode(SECRET);
      const checked = await visitor.post('verification/totp/verify', { code });
      return { checked: checked.status, submitted: (await visitor.submit()).status };
    };
    expect(await present()).toEqual({ checked: 200, submitted: 200 });
    expect(await present()).toEqual({ checked: 400, submitted: 403 });
    world.wait(30);
    expect(await present()).toEqual({ checked: 200, submitted: 200 });
  });

  it('a backup code works once', async () => {
    require('Mandatory');
    enrol();
    const visitor = await world.visitor();
    await visitor.password('username', 'alex');
    const use = () => visitor.post('verification/backup-code/verify', { code: 'e67823e9d3' });
    expect((await use()).status).toBe(200);
    expect((await use()).body.code).toBe('session.mfa.invalid_backup_code');
    expect((await visitor.submit()).status).toBe(200);
  });

  it('is not asked of whoever switched it off, unless it is mandatory', async () => {
    require('NoPrompt');
    enrol();
    const status = async () => (await (await world.visitor()).password('username', 'alex')).status;
    expect(await status()).toBe(403);
    world.user('alex').mfa.skipMfaOnSignIn = true;
    expect(await status()).toBe(200);
    require('Mandatory');
    expect(await status()).toBe(403);
  });

  it('is not asked when the tenant has no factors', async () => {
    enrol();
    expect((await (await world.visitor()).password('username', 'alex')).status).toBe(200);
  });
});

describe('the lock-out', () => {
  it('refuses the right password too, until its time is over', async () => {
    world.tenant.signInExperience.sentinelPolicy = { maxAttempts: 3, lockoutDuration: 2 };
    const visitor = await world.visitor();
    const sign = (password: string, name = 'alex') => visitor.password('username', name, password);
    const locked = {
      status: 400,
      body: {
        code: 'session.verification_blocked_too_many_attempts',
        message: 'Too many attempts in a short time. Please try again in 2 minutes.',
      },
    };
    expect((await sign('wrong')).status).toBe(422);
    expect((await sign('wrong')).status).toBe(422);
    expect(await sign('wrong')).toEqual(locked);
    expect(await sign(PASSWORD)).toEqual(locked);
    // Counted by what was typed: a name that nobody has can be locked too, and locks nobody else.
    expect((await sign('wrong', 'nobody_here')).status).toBe(422);
    world.wait(3 * 60);
    // The lock has ended, but the failures of the hour still count.
    expect((await sign('wrong')).status).toBe(400);
    world.wait(61 * 60);
    // The sign-in under way has ended as well by then.
    const later = await world.visitor();
    expect((await later.password('username', 'alex')).status).toBe(200);
  });

  it('comes after a hundred failures and lasts an hour, unless the tenant says otherwise', async () => {
    const visitor = await world.visitor();
    const failure = { target: 'alex', action: 'Password', failed: true } as const;
    const before = Array.from({ length: 98 }, () => ({ ...failure, createdAt: Date.now() }));
    world.tenant.sentinelActivities.push(...before);
    expect((await visitor.password('username', 'alex', 'wrong')).status).toBe(422);
    const last = await visitor.password('username', 'alex', 'wrong');
    expect(last.body.message).toContain('Please try again in 60 minutes.');
    // An administrator unlocks somebody by forgetting the failures.
    world.tenant.sentinelActivities.length = 0;
    expect((await visitor.password('username', 'alex')).status).toBe(200);
  });
});
