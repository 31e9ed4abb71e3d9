/** The tenant's side of a sign-out (docs/vendors.md L8): two pages, and word to the applications. */
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

const page = (body: string, attributes = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign Out</title></head>
<body${attributes}>${body}</body></html>`;

/** A form that submits itself. Like Logto's it has no button: it needs JavaScript. */
export function logoutSource(ctx: KoaContextWithOIDC, form: string) {
  ctx.body = page(
    `${form}<input type="hidden" form="op.logoutForm" name="logout" value="yes">`,
    ` onload="document.getElementById('op.logoutForm').submit()"`,
  );
}

export function postLogoutSuccessSource(ctx: KoaContextWithOIDC) {
  ctx.body = page('<p>You have successfully signed out.</p>');
}

/**
 * oidc-provider asks for a connection that refuses private addresses, so a back-channel logout
 * to loopback would be dropped without a word. Nothing in the sandbox is anywhere else.
 */
export const fetchOnLoopback: NonNullable<Configuration['fetch']> = (input, init) => {
  const { dispatcher: _refusesLoopback, ...rest } = { dispatcher: undefined, ...init };
  return fetch(input, rest);
};
