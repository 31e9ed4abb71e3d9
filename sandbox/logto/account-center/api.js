// Calls to the account API, with the token of the pages' sign-in and the proof of the person.

import { ApiError } from '/experience/api.js';
import { currentToken } from './sign-in.js';

let proof;

export const hasProof = () => proof !== undefined;

export async function call(method, path, body) {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${currentToken()}`,
      'content-type': 'application/json',
      ...(proof && { 'logto-verification-id': proof }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : undefined;
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}

/** For this page alone: the next one asks again. */
export async function verify(password) {
  proof = (await call('POST', 'verifications/password', { password })).verificationRecordId;
}
