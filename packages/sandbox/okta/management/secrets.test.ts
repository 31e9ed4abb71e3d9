/** Client secrets through the API. */
import { describe, expect, test } from 'vitest';
import { client } from '../test-org.ts';
import { apiForEachTest } from './test-api.ts';

const { api } = apiForEachTest();

describe('secrets', () => {
  const path = `apps/${client.id}/credentials/secrets`;
  const only = 'Api validation failed: OAuth2ClientSecretMediated';

  test('are two at most, in clear, and go one step at a time', async () => {
    const [first] = (await api('GET', path)).body;
    expect(first).toMatchObject({ client_secret: client.secret, status: 'ACTIVE' });
    const refused = await api('POST', `${path}/${first.id}/lifecycle/deactivate`);
    expect(refused).toMatchObject({ status: 400, body: { errorSummary: only } });

    const second = await api('POST', path, {});
    expect(second).toMatchObject({ status: 201, body: { status: 'ACTIVE' } });
    expect(second.body.client_secret).not.toBe(first.client_secret);
    expect(await api('POST', path, {})).toMatchObject({
      status: 400,
      body: {
        errorSummary: only,
        errorCauses: [
          { errorSummary: "You've reached the maximum number of client secrets per client." },
        ],
      },
    });

    expect((await api('DELETE', `${path}/${first.id}`)).status).toBe(400);
    const off = await api('POST', `${path}/${first.id}/lifecycle/deactivate`);
    expect(off.body).toMatchObject({ status: 'INACTIVE', client_secret: client.secret });
    expect((await api('DELETE', `${path}/${first.id}`)).status).toBe(204);
    expect((await api('GET', path)).body).toEqual([second.body]);
    expect((await api('GET', `${path}/${first.id}`)).status).toBe(404);
  });

  test('may be one’s own', async () => {
    const own = { client_secret: 'short' };
    expect((await api('POST', path, own)).body.errorSummary).toBe(
      'Api validation failed: client_secret',
    );
    own.client_secret = 'long-enough-to-be-one';
    expect((await api('POST', path, own)).body.client_secret).toBe(own.client_secret);
  });
});
