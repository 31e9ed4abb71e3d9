// Calls to the account API, with the token of the pages' sign-in and the proof of the person.

import { ApiError } from '/experience/api.js';
import { currentToken } from './sign-in.js';
import { proof } from './store.js';

export async function call(method, path, body) {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${currentToken()}`,
      // Messages of errors are shown as they come, so they have to be in the language of the page.
      'accept-language': document.documentElement.lang,
      ...(body && { 'content-type': 'application/json' }),
      ...(proof.get() && { 'logto-verification-id': proof.get() }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : undefined;
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}

export async function verifyByPassword(password) {
  const { verificationRecordId, expiresAt } = await call('POST', 'verifications/password', {
    password,
  });
  proof.set(verificationRecordId, expiresAt);
}

export const sendCode = (type, value) =>
  call('POST', 'verifications/verification-code', { identifier: { type, value } });
