/** What setup and doctor have to know of the app that they are used by. */
export type Product = {
  /** Default name of its application in Logto. */
  name: string;
  /** Text of its stylesheet; without it, Logto's pages keep their colors. */
  css?: string | undefined;
  permissions: Permissions;
  /** Its own check of its settings: problems, each a sentence that begins with the setting's name. */
  settingsProblems: (source: Record<string, string | undefined>) => string[];
};

export type Permissions = {
  /** Descriptions by name: permissions inside an organization. */
  organization: Readonly<Record<string, string>>;
  /** Descriptions by name: permissions of the app's own API. */
  api: Readonly<Record<string, string>>;
  /** Organization roles by name. */
  roles: Readonly<
    Record<string, { description: string; organization: readonly string[]; api: readonly string[] }>
  >;
  /** Role of people who join by company SSO. */
  joinRole: string;
  /** Role that an organization should have somebody with. */
  adminRole: string;
};
