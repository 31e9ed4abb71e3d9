import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actual } from './actual.ts';
import { brandColors, brandLogo, LOGTO_LOGOS, planBranding } from './branding.ts';
import type { Branding, Desired } from './desired.ts';

describe("the branding of Logto's pages", () => {
  const color = { primaryColor: '#6139F6', isDarkModeEnabled: false, darkPrimaryColor: '#8768F8' };
  const ours = { primaryColor: '#0a5c36', isDarkModeEnabled: true, darkPrimaryColor: '#8fd9b0' };
  const logo = 'https://app.example.com/icon.svg';
  const branding = { colors: { light: '#0a5c36', dark: '#8fd9b0' }, logo };
  const another = '#aa0000';
  const RECORDED = 'branding-color #0a5c36 #8fd9b0';
  const planned = (
    fields: object,
    wish = branding as Branding | undefined,
    made: string[] = [],
  ) => {
    const app = { name: 'App', baseUrls: [] };
    const application = { ...app, id: 'app1', customData: { setup: { made } } };
    const signInExperience = { color, branding: {}, ...fields };
    const [step, ...others] = planBranding(
      { app, branding: wish } as unknown as Desired,
      { applications: [application], signInExperience } as unknown as Actual,
    );
    expect(others).toEqual([]);
    return step;
  };

  it("replaces Logto's own, and records it", () => {
    const logos = { logoUrl: logo, favicon: logo };
    for (const shown of [{}, LOGTO_LOGOS]) {
      const step = planned({ branding: shown });
      expect(step?.write).toMatchObject({ body: { color: ours, branding: logos } });
      expect(step?.write).toMatchObject({ made: expect.arrayContaining([RECORDED]) });
    }
  });

  it.each([
    ['a colour', { color: { ...color, primaryColor: another } }],
    ['dark mode', { color: { ...color, isDarkModeEnabled: true } }],
    ['a logo', { branding: { logoUrl: 'https://cdn.example.com/logo.png' } }],
    [
      'a logo for dark mode',
      { branding: { ...LOGTO_LOGOS, darkLogoUrl: 'https://cdn.example.com/d.png' } },
    ],
    ['a favicon', { branding: { favicon: 'https://cdn.example.com/f.ico' } }],
    ['CSS', { customCss: 'main { border: 0 }' }],
    ['pages', { customUiAssets: { id: 'a', createdAt: 1 } }],
  ])('leaves a tenant with %s of its own alone', (_what, fields) => {
    for (const wish of [
      branding,
      { ...branding, logo: undefined },
      { ...branding, colors: undefined },
    ]) {
      expect(planned(fields, wish)).toMatchObject({
        kind: 'keep',
        notes: [expect.stringContaining('of its own')],
      });
    }
  });

  it('follows the product whose colours and address change later', () => {
    const wish = { colors: { light: another, dark: another }, logo };
    expect(planned({ color: ours }, wish)).toMatchObject({ kind: 'keep' });
    const step = planned({ color: ours }, wish, [RECORDED]);
    expect(step).toMatchObject({
      kind: 'change',
      write: { body: { color: { primaryColor: another } } },
    });
  });

  it('says what it needs for the logo, and adds it once there is an address', () => {
    const step = planned({}, { ...branding, logo: undefined });
    expect(step?.notes.join()).toContain('public https address');
    expect(step?.write).toMatchObject({ body: { color: ours } });
    expect(step?.write).not.toHaveProperty('body.branding');
    expect(planned({ color: ours })?.write).toMatchObject({
      body: { branding: { logoUrl: logo } },
    });
    expect(planned({ color: ours, branding: { logoUrl: logo, favicon: logo } })?.kind).toBe('keep');
  });

  it('is not asked for without the colours of the app', () => {
    const app = { name: 'App' };
    expect(planBranding({ app } as Desired, { signInExperience: { color } } as Actual)).toEqual([]);
  });

  it("reads the app's own style sheet", () => {
    expect(brandColors(readFileSync('app/globals.css', 'utf8'))).toMatchObject({
      light: expect.any(String),
    });
    expect(brandColors('--accent: light-dark( #FFF,#000 )')).toEqual({
      light: '#FFF',
      dark: '#000',
    });
    expect(brandColors('--accent: oklch(0.5 0.2 260)')).toBeUndefined();
    expect(brandColors('--accent: light-dark(#ffff, #0000)')).toBeUndefined();
  });

  it('takes the icon of the first public address', () => {
    expect(brandLogo(['http://localhost:3000', 'https://app.example.com'])).toBe(logo);
    expect(brandLogo(['http://localhost:3000'])).toBeUndefined();
  });
});
