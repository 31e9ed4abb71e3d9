/** Kinds of enterprise connectors, as `/api/sso-connector-providers` lists them. */
type Provider = {
  providerName: string;
  providerType: 'oidc' | 'saml';
  name: string;
  description: string;
};

const PROVIDERS: Provider[] = [
  { providerName: 'OIDC', providerType: 'oidc', name: 'OIDC', description: 'OpenID Connect.' },
  { providerName: 'SAML', providerType: 'saml', name: 'SAML', description: 'SAML 2.0.' },
  {
    providerName: 'AzureAD',
    providerType: 'saml',
    name: 'Microsoft Entra ID (SAML)',
    description: 'Microsoft’s directory, by SAML.',
  },
  {
    providerName: 'AzureAdOidc',
    providerType: 'oidc',
    name: 'Microsoft Entra ID (OIDC)',
    description: 'Microsoft’s directory, by OpenID Connect.',
  },
  {
    providerName: 'GoogleWorkspace',
    providerType: 'oidc',
    name: 'Google Workspace',
    description: 'Accounts of a Google Workspace.',
  },
  {
    providerName: 'Okta',
    providerType: 'oidc',
    name: 'Okta',
    description: 'People of an Okta org.',
  },
];

/** A circle: brands' pictures belong to them. */
const LOGO = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9"/></svg>',
)}`;

/** Names are case-sensitive. */
export const findProvider = (name: string) =>
  PROVIDERS.find(({ providerName }) => providerName === name);

export const providerList = () =>
  PROVIDERS.map((provider) => ({ ...provider, logo: LOGO, logoDark: LOGO }));

/** What a connector's body says of its kind. */
export const providerFields = ({ name, providerType }: Provider) => ({
  name,
  providerType,
  providerLogo: LOGO,
  providerLogoDark: LOGO,
});

/** How the sign-in page calls a connector: as its company wants, else as its kind. */
export const providerLabel = (
  providerName: string,
  { displayName, logo, darkLogo }: { displayName?: string; logo?: string; darkLogo?: string },
) => ({
  connectorName: displayName ?? findProvider(providerName)?.name ?? providerName,
  logo: logo ?? LOGO,
  darkLogo: darkLogo ?? LOGO,
});
