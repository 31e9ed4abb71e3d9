/** HTML by tagged template: every interpolated value is escaped unless it is already markup. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => ENTITIES[c] as string);

type Value = string | number | Markup | undefined | null | false | Value[];
const render = (value: Value): string => {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(render).join('');
  return value instanceof Markup ? value.text : escapeHtml(String(value));
};
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(strings.reduce((all, part, i) => all + render(values[i - 1]) + part));
}
export const trustedMarkup = (text: string) => new Markup(text);

/** Every page of the sandbox says what it is: nobody should take it for the real thing. */
export function page(title: string, body: Markup, options: { lang?: string; who: string }) {
  return html`<!doctype html>
<html lang="${options.lang ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trustedMarkup(STYLE)}</style>
</head>
<body>
<p class="banner" role="note">${options.who}. A stand-in that runs on your machine; no real account works here.</p>
${body}
</body>
</html>`.toString();
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1c1f, #ececef); --muted: light-dark(#5a5d66, #a4a7b0);
  --paper: light-dark(#f7f7f5, #131416); --raised: light-dark(#fff, #1c1d20); --line: light-dark(#d5d6da, #3a3c42);
  --accent: light-dark(#3b3fc4, #a5a8ff); --on-accent: light-dark(#fff, #14153a); --bad: light-dark(#b3261e, #ff9a93); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, 'Noto Sans Thai', sans-serif; color: var(--ink); background: var(--paper); }
.banner { margin: 0; padding: 8px 16px; font-size: 14px; color: var(--muted); border-bottom: 1px dashed var(--line); }
main { width: min(400px, 100% - 32px); margin: 48px auto; padding: 32px 24px; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.3; }
label { display: block; margin: 16px 0 4px; font-weight: 600; font-size: 14px; }
input:not([type=checkbox]):not([type=submit]) { width: 100%; height: 44px; padding: 0 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }
button, .button { display: block; width: 100%; min-height: 44px; margin-top: 16px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px; cursor: pointer; }
button.plain { color: var(--ink); background: transparent; border: 1px solid var(--line); }
main > :first-child { margin-top: 0; }
main > :last-child { margin-bottom: 0; }
.toast { position: fixed; top: 48px; left: 50%; width: max-content; max-width: calc(100% - 32px); transform: translateX(-50%); padding: 8px 16px; background: var(--raised); border: 1px solid var(--bad); border-radius: 8px; }
main > a, main > p:not(:first-child) { display: block; margin-top: 16px; }
a { color: var(--accent); cursor: pointer; text-decoration: underline; }
[role=alert], .error { color: var(--bad); font-size: 14px; margin: 8px 0; }
.muted { color: var(--muted); font-size: 14px; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
