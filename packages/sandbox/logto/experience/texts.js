// The words of the pages: Logto's phrases in the language that the request or the browser asks for.

const SUPPORTED = ['en', 'th'];

/** `ui_locales` of the authorization request first, then the browser's languages. */
export function languageFor(uiLocales) {
  const wanted = [...(uiLocales?.split(' ') ?? []), ...navigator.languages];
  const found = wanted.map((tag) => tag.split('-')[0]).find((tag) => SUPPORTED.includes(tag));
  document.documentElement.lang = found ?? 'en';
  return document.documentElement.lang;
}

/** `t('error.password_rejected.too_short', { min: 8 })`; a list is joined as the language does. */
export function translator(phrases, language) {
  const inList = (value, type) =>
    Array.isArray(value) ? new Intl.ListFormat(language, { type }).format(value) : value;
  return (key, values = {}) => {
    const text = key.split('.').reduce((found, part) => found?.[part], phrases) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (_all, name) =>
      inList(values[name], name === 'types' ? 'disjunction' : 'conjunction'),
    );
  };
}
