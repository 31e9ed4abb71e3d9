/** Class names, without the ones that don't apply. */
export const cn = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ');
