// Calls to `/api/experience`, in the order in which Logto's own pages make them.

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.message ?? 'Internal server error.');
    this.status = status;
    this.code = body?.code;
  }
}

async function call(method, path, body) {
  const response = await fetch(`/api/${path}`, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : undefined;
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}

export const getSettings = () => call('GET', '.well-known/sign-in-exp');

export const getSsoConnectors = async (email) =>
  (await call('GET', `experience/sso-connectors?email=${encodeURIComponent(email)}`)).connectorIds;

async function identifyAndSubmit(payload = {}) {
  await call('POST', 'experience/identification', payload);
  return (await call('POST', 'experience/submit')).redirectTo;
}

export async function signInWithPassword(identifier, password) {
  await call('PUT', 'experience', { interactionEvent: 'SignIn' });
  const body = { identifier, password };
  const { verificationId } = await call('POST', 'experience/verification/password', body);
  return identifyAndSubmit({ verificationId });
}

export async function startRegistration(username) {
  await call('PUT', 'experience', { interactionEvent: 'Register' });
  await call('POST', 'experience/profile', { type: 'username', value: username });
}

export async function finishRegistration(password) {
  await call('POST', 'experience/profile', { type: 'password', value: password });
  return identifyAndSubmit();
}

export async function startSso(connectorId, state) {
  await call('PUT', 'experience', { interactionEvent: 'SignIn' });
  return call('POST', `experience/verification/sso/${connectorId}/authorization-uri`, {
    state,
    redirectUri: `${location.origin}/callback/${connectorId}`,
  });
}

export async function finishSso(connectorId, verificationId, connectorData) {
  const path = `experience/verification/sso/${connectorId}/verify`;
  await call('POST', path, { verificationId, connectorData });
  try {
    return await identifyAndSubmit({ verificationId });
  } catch (error) {
    if (error.code !== 'user.sso_identity_not_exist') throw error;
    // Not an error to the person: the first sign-in through a connector registers the account.
    await call('PUT', 'experience/interaction-event', { interactionEvent: 'Register' });
    return identifyAndSubmit({ verificationId });
  }
}
