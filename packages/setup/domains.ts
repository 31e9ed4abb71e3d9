import { normalizeDomain } from '@logto-okta/clients/email-address';

/**
 * Where everybody can have an address. Logto refuses the first two lines by itself
 * (docs/vendors.md L2); a company that claimed one of the rest would receive strangers.
 */
const PUBLIC_PROVIDERS = new Set(
  `gmail.com yahoo.com hotmail.com outlook.com live.com icloud.com aol.com yandex.com mail.com
  protonmail.com yanex.com gmx.com mail.ru zoho.com qq.com 163.com 126.com sina.com sohu.com
  googlemail.com msn.com me.com mac.com proton.me pm.me gmx.de gmx.net web.de t-online.de
  yandex.ru rambler.ru yahoo.co.jp yahoo.co.uk hotmail.co.uk fastmail.com hey.com tutanota.com
  tuta.com duck.com naver.com daum.net hanmail.net orange.fr free.fr laposte.net libero.it
  comcast.net verizon.net att.net sbcglobal.net btinternet.com rediffmail.com foxmail.com yeah.net`.split(
    /\s+/,
  ),
);

/** Every ending that its owner shares out below itself in two labels: nobody's own domain. */
const SHARED_ENDING =
  /^(co|com|org|net|ac|edu|gov|or|ne|go|in|mi)\.(uk|jp|kr|th|nz|za|au|br|in|cn|tw|hk|sg|my|id|tr|mx|ar|il)$/;

/**
 * An e-mail domain as Logto should have it, in its normal form. Logto itself takes anything here
 * (`"not a domain"` too), and a wrong one is never offered to anybody.
 * @returns the domain, or a sentence that continues "<the domain> …".
 */
export function checkDomain(given: string): { domain: string } | { problem: string } {
  const trimmed = given.trim();
  const [, host] = /@([^@]*)$/.exec(trimmed) ?? [];
  if (host !== undefined) return { problem: `is an address; give what follows the @: ${host}` };
  const domain = normalizeDomain(trimmed);
  if (!domain) return { problem: 'is not a domain like example.com' };
  if (!/\.\D[^.]*$/.test(domain)) {
    return { problem: 'lacks an ending, like .com' };
  }
  if (SHARED_ENDING.test(domain)) return { problem: 'is an ending that many domains share' };
  if (PUBLIC_PROVIDERS.has(domain)) {
    return {
      problem:
        'belongs to a public e-mail provider: everybody with such an address would be sent to this company',
    };
  }
  return { domain };
}
