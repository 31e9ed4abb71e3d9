/** The QR codes of authenticator apps: what they say, as the real ones were read. */
import { describe, expect, it } from 'vitest';
import { accountNameOf, otpauthUrl, qrCode } from './qr-code.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('the QR code of an authenticator app', () => {
  it('names host, person, secret and how codes are made', () => {
    expect(otpauthUrl(SECRET, 'Alex Morgan', 'localhost')).toBe(
      `otpauth://totp/localhost:Alex%20Morgan?secret=${SECRET}&period=30&digits=6&algorithm=SHA1&issuer=localhost`,
    );
  });

  it('names the person as they are called, or else as they are reached', () => {
    const reached = { name: null, primaryEmail: null, primaryPhone: '15551234567', username: 'al' };
    expect(accountNameOf({ ...reached, name: 'Alex' })).toBe('Alex');
    expect(accountNameOf(reached)).toBe('+15551234567');
    expect(accountNameOf({})).toBe('Unnamed User');
  });

  it('is a PNG, another one for another text', async () => {
    const [one, other] = await Promise.all([qrCode('one'), qrCode('other')]);
    expect(one).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
    expect(other).not.toBe(one);
  });
});
