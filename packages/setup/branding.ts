/**
 * Logto's pages in the product's colours, with its mark. Setup replaces Logto's own defaults and what
 * an earlier run set, and nothing else: a look that a tenant has already is somebody's work.
 */
import type { SignInExperience } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import { isLocalAddress, publicBaseUrl } from './addresses.ts';
import { findApplication, lostRecords } from './application.ts';
import { type Change, change, type Field } from './change.ts';
import type { Branding, Desired } from './desired.ts';
import type { Found, RemovalStep } from './destroy.ts';
import { madeBySetup } from './registry.ts';

type Color = NonNullable<SignInExperience['color']>;
type Logos = NonNullable<SignInExperience['branding']>;

const BRANDING_KEY = 'branding';
const TITLE = "Colours and logo of Logto's pages";

/** As in a new tenant; Logto Cloud begins without a logo, a server of your own with Logto's. */
const DEFAULT_COLOR: Color = {
  primaryColor: '#6139F6',
  isDarkModeEnabled: false,
  darkPrimaryColor: '#8768F8',
};
export const LOGTO_LOGOS: Logos = {
  logoUrl: 'https://logto.io/logo.svg',
  darkLogoUrl: 'https://logto.io/logo-dark.svg',
};

/** `--accent` of `app/globals.css`; undefined when it isn't two colours that Logto can take. */
export function brandColors(css: string): Branding['colors'] {
  const hex = '(#(?:[\\da-f]{3}){1,2})';
  const match = new RegExp(`--accent:\\s*light-dark\\(\\s*${hex}\\s*,\\s*${hex}\\s*\\)`, 'i').exec(
    css,
  );
  const [, light, dark] = match ?? [];
  return light && dark ? { light, dark } : undefined;
}

/** The app's icon where the person's browser can load it: Logto's pages are on https. */
export function brandLogo(baseUrls: readonly string[]): string | undefined {
  const url = publicBaseUrl(baseUrls);
  return url && !isLocalAddress(url) ? `${url}/icon.svg` : undefined;
}

const colorText = ({ primaryColor, isDarkModeEnabled, darkPrimaryColor }: Color) =>
  [primaryColor, ...(isDarkModeEnabled ? [darkPrimaryColor] : [])].join(' ').toLowerCase();
const logosText = ({ logoUrl, darkLogoUrl, favicon, darkFavicon }: Logos) =>
  [logoUrl, darkLogoUrl, favicon, darkFavicon].map((url) => url ?? '-').join(' ');
const isPlain = (color: Color) => colorText(color) === colorText(DEFAULT_COLOR);
const arePlain = (logos: Logos) => logosText(logos) === logosText({}) || hasLogtosLogos(logos);
const hasLogtosLogos = (logos: Logos) => logosText(logos) === logosText(LOGTO_LOGOS);

// In the record of what setup made.
const colorRecord = (color: Color) => `branding-color ${colorText(color)}`;
const logosRecord = (logos: Logos) => `branding-logo ${logosText(logos)}`;
const HAD_LOGTOS_LOGOS = 'branding-before logto';

export function planBranding(desired: Desired, actual: Actual): Change[] {
  const { color, branding: logos = {}, customCss, customUiAssets } = actual.signInExperience;
  const wanted = desired.branding;
  if (!wanted || !color) return [];
  const made = recordOf(desired, actual);
  const { colors, logo } = wanted;
  const newColor: Color = colors
    ? { primaryColor: colors.light, isDarkModeEnabled: true, darkPrimaryColor: colors.dark }
    : color;
  // The icon has both colours in itself, so that one file does for light and dark.
  const newLogos: Logos = logo ? { logoUrl: logo, favicon: logo } : logos;
  const takesColor = colorText(color) !== colorText(newColor);
  const takesLogos = logosText(logos) !== logosText(newLogos);
  const isReplaceable =
    (isPlain(color) || made.includes(colorRecord(color)) || (colors && !takesColor)) &&
    (arePlain(logos) || made.includes(logosRecord(logos)) || (logo && !takesLogos)) &&
    !customCss &&
    !customUiAssets;
  if (!isReplaceable) {
    const notes = ['The tenant has branding of its own, which setup leaves alone.'];
    return [change('keep', BRANDING_KEY, TITLE, { notes })];
  }
  const notes = whatIsMissing(wanted);
  if (!takesColor && !takesLogos) return [change('keep', BRANDING_KEY, TITLE, { notes })];
  const fields: Field[] = [
    ...(takesColor
      ? [
          { name: 'brand colour', from: color.primaryColor, to: newColor.primaryColor },
          {
            name: 'brand colour in dark mode',
            from: color.isDarkModeEnabled ? color.darkPrimaryColor : 'off',
            to: newColor.darkPrimaryColor,
          },
        ]
      : []),
    ...(takesLogos ? [{ name: 'logo and favicon', from: logos.logoUrl, to: logo }] : []),
  ];
  return [
    change('change', BRANDING_KEY, TITLE, {
      fields,
      notes,
      write: {
        do: 'sign-in-experience.change',
        body: {
          ...(takesColor && { color: newColor }),
          // One column: what isn't sent is gone, Logto's own logo too.
          ...(takesLogos && { branding: newLogos }),
        },
        made: [
          ...(takesColor ? [colorRecord(newColor)] : []),
          ...(takesLogos ? [logosRecord(newLogos)] : []),
          ...(takesLogos && hasLogtosLogos(logos) ? [HAD_LOGTOS_LOGOS] : []),
        ],
      },
    }),
  ];
}

/**
 * What setup set and nobody changed since becomes Logto's own again.
 * @param shared why it has to stay.
 */
export function planRestoringBranding(
  made: readonly string[],
  { signInExperience }: Found,
  shared: string | undefined,
): RemovalStep[] {
  const { color, branding: logos = {} } = signInExperience;
  const body = {
    ...(color && made.includes(colorRecord(color)) && { color: DEFAULT_COLOR }),
    ...(made.includes(logosRecord(logos)) && {
      branding: made.includes(HAD_LOGTOS_LOGOS) ? LOGTO_LOGOS : {},
    }),
  };
  if (Object.keys(body).length === 0) return [];
  if (shared) return [change('keep', BRANDING_KEY, TITLE, { notes: [shared] })];
  const notes = ["They become Logto's own again."];
  return [
    {
      ...change('change', BRANDING_KEY, TITLE, { notes }),
      removal: { do: 'branding.restore', body },
    },
  ];
}

function recordOf(desired: Desired, actual: Actual): string[] {
  const found = findApplication(desired, actual.applications);
  return 'one' in found
    ? madeBySetup(found.one)
    : lostRecords(desired, actual).flatMap(({ made }) => made);
}

function whatIsMissing({ colors, logo }: Branding): string[] {
  return [
    ...(colors
      ? []
      : [
          "`--accent` in app/globals.css is not two colours like #1a2b3c, so Logto's pages keep theirs.",
        ]),
    ...(logo
      ? []
      : [
          'The logo needs a public https address: run setup again with the deployed app as --base-url.',
        ]),
  ];
}
