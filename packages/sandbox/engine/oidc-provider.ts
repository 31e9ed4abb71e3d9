/**
 * oidc-provider without its start-up warning about Node releases that aren't LTS yet: the Node
 * that this project brings along is one, and `npm run dev` prints nothing that needs no action.
 */
const warn = console.warn;
console.warn = (...args: unknown[]) => {
  if (!String(args[0]).includes('Unsupported runtime')) warn(...args);
};
const library = await import('oidc-provider');
console.warn = warn;

export const Provider = library.default;
export const { errors, interactionPolicy } = library;
