import '@fontsource-variable/noto-sans-thai';
import './globals.css';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { SessionWatch, SignedOutSignal } from '#components/session-watch.tsx';
import { SiteHeader } from '#components/site-header.tsx';
import { getUser } from '#lib/auth.ts';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { personTag } from '#lib/session/person-tag.ts';
import { setLocale } from './actions.ts';
import { OrganizationMenu } from './organizations/organization-menu.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('home');
  return {
    title: { default: PRODUCT_NAME, template: `%s · ${PRODUCT_NAME}` },
    description: t('description', { product: PRODUCT_NAME }),
  };
}

/** Every page shows who is signed in and carries a fresh nonce: nothing is rendered ahead of time. */
export const dynamic = 'force-dynamic';

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbfa' },
    { media: '(prefers-color-scheme: dark)', color: '#121316' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, user, tag, t] = await Promise.all([
    getLocale(),
    getUser(),
    personTag(),
    getTranslations('header'),
  ]);
  return (
    <html lang={locale} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <a
          href="#content"
          className="sr-only rounded-base bg-raised px-4 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        >
          {t('skip')}
        </a>
        {/* Components in the browser get their words from the server, as what they show. */}
        <NextIntlClientProvider messages={{}}>
          {user && tag ? (
            <SessionWatch person={tag} words={await sessionOverWords()} />
          ) : (
            <SignedOutSignal />
          )}
          <SiteHeader person={user} setLocale={setLocale}>
            {user && <OrganizationMenu organizations={user.organizations} />}
          </SiteHeader>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto max-w-3xl px-4 py-10 outline-none sm:px-6 sm:py-16"
          >
            <div className="max-w-[68ch]">{children}</div>
          </main>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

async function sessionOverWords() {
  const t = await getTranslations('sessionOver');
  return { title: t('title'), what: t('what'), signIn: t('signIn'), home: t('home') };
}
