// Colours, logo and favicon of the tenant, on the pages that have them at Logto: the colours on all,
// the logo on the first ones. Without dark mode Logto's pages are light, whatever the browser prefers.

const FIRST_PAGES = ['/sign-in', '/register'];

const prefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

export function applyColors({ color, branding }) {
  const { isDarkModeEnabled, primaryColor, darkPrimaryColor } = color;
  const isDark = isDarkModeEnabled && prefersDark();
  const { style } = document.documentElement;
  style.colorScheme = isDark ? 'dark' : 'light';
  style.setProperty('--accent', isDark ? darkPrimaryColor : primaryColor);
  const favicon = (isDark && branding.darkFavicon) || branding.favicon;
  if (!favicon) return;
  const link = document.createElement('link');
  Object.assign(link, { rel: 'icon', href: favicon });
  document.head.append(link);
}

export function showLogo(main, path, { color, branding }) {
  const { logoUrl, darkLogoUrl } = branding;
  const dark = color.isDarkModeEnabled ? darkLogoUrl : undefined;
  const src = (prefersDark() && dark) || (logoUrl ?? dark);
  if (!src || !FIRST_PAGES.includes(path)) return;
  const logo = document.createElement('img');
  Object.assign(logo, { src, alt: 'app logo', height: 48 });
  main.prepend(logo);
}
