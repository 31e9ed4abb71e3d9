// Calls to `/api/experience`, in the order in which Logto's own pages make them.

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.message ?? 'Internal server error.');
    this.status = status;
    this.code = body?.code;
    this.data = body?.data;
  }
}

async function call(method, path, body) {
  // Messages of errors are shown as they come, so they have to be in the language of the page.
  const headers = { 'accept-language': document.documentElement.lang };
  if (body) headers['content-type'] = 'application/json';
  const response = await fetch(`/api/${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  // Somebody new is answered with the word "Created".
  const isJson = response.headers.get('content-type')?.includes('json');
  const json = isJson ? await response.json() : undefined;
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}
const post = (path, body) => call('POST', `experience/${path}`, body);

export const getSettings = () => call('GET', '.well-known/sign-in-exp');

export const getPhrases = (language) => call('GET', `.well-known/phrases?lng=${language}`);

export const getSsoConnectors = async (email) =>
  (await call('GET', `experience/sso-connectors?email=${encodeURIComponent(email)}`)).connectorIds;

const start = (interactionEvent) => call('PUT', 'experience', { interactionEvent });

const submit = async () => (await post('submit')).redirectTo;

async function identifyAndSubmit(payload = {}) {
  await post('identification', payload);
  return submit();
}

export async function signInWithPassword(identifier, password) {
  await start('SignIn');
  return identifyAndSubmit(await post('verification/password', { identifier, password }));
}

export async function startRegistration(username) {
  await start('Register');
  await post('profile', { type: 'username', value: username });
}

export async function finishRegistration(password) {
  await post('profile', { type: 'password', value: password });
  return identifyAndSubmit();
}

export async function startSso(connectorId, state) {
  await start('SignIn');
  return post(`verification/sso/${connectorId}/authorization-uri`, {
    state,
    redirectUri: `${location.origin}/callback/${connectorId}`,
  });
}

export async function finishSso(connectorId, verificationId, connectorData) {
  await post(`verification/sso/${connectorId}/verify`, { verificationId, connectorData });
  return identifyAndSubmit({ verificationId });
}

export async function registerSso(verificationId) {
  await call('PUT', 'experience/interaction-event', { interactionEvent: 'Register' });
  return identifyAndSubmit({ verificationId });
}

/** @returns the id of what was proved. */
export async function proveAddress(email, token) {
  await start('SignIn');
  const identifier = { type: 'email', value: email };
  const path = 'verification/one-time-token/verify';
  return (await post(path, { identifier, token })).verificationId;
}

export const identifyByToken = (verificationId) => identifyAndSubmit({ verificationId });

export const registerByToken = registerSso;

export const newTotpSecret = () => post('verification/totp/secret');

export const newBackupCodes = () => post('verification/backup-code/generate');

export async function bindTotp(verificationId, code) {
  await post('verification/totp/verify', { verificationId, code });
  await post('profile/mfa', { type: 'Totp', verificationId });
  return submit();
}

export async function bindBackupCodes(verificationId) {
  await post('profile/mfa', { type: 'BackupCode', verificationId });
  return submit();
}

export async function verifyTotp(code) {
  await post('verification/totp/verify', { code });
  return submit();
}

export async function verifyBackupCode(code) {
  await post('verification/backup-code/verify', { code });
  return submit();
}

/** @param choice `mfa-enabled` or `mfa-skipped`. */
export async function answerMfaOffer(choice) {
  await post(`profile/mfa/${choice}`);
  return submit();
}
