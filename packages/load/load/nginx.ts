/** nginx before the instances, as an operator would configure it, in a folder and a process of its own. */
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { loopback, type Program, startProgram, untilReady } from './programs.ts';

export type Nginx = Program & {
  /** Requests that a second instance answered because the first one failed. */
  retried: () => number;
  remove: () => void;
};

/** The program that `NGINX` names, or `nginx` of the PATH; Debian's is not on everybody's. */
export const nginxProgram = (): string | undefined =>
  process.env.NGINX ||
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, 'nginx'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/**
 * No sticky sessions. Health is learnt from the requests themselves: an instance that fails three
 * in two seconds gets no other for two seconds. GET and HEAD go on to the next instance; a POST never does, as
 * nobody knows what the dead one did of it.
 */
const config = (port: number, host: string, instances: number[], folder: string) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 4096; }
http {
  log_format outcome '$status $upstream_status';
  access_log ${folder}/access.log outcome buffer=32k flush=1s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  # A session in cookies has up to 6,400 characters, and those of sign-ins under way come on top.
  large_client_header_buffers 4 16k;
  proxy_buffer_size 16k;
  proxy_buffers 8 16k;
  upstream app {
${instances.map((one) => `    server ${host}:${one} max_fails=3 fail_timeout=2s;`).join('\n')}
    keepalive 64;
    # Shorter than Node's five seconds: else nginx sends requests into connections being closed,
    # and takes the instance for a failed one.
    keepalive_timeout 4s;
  }
  server {
    listen ${host}:${port} backlog=4096;
    keepalive_requests 100000;
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_connect_timeout 2s;
      proxy_read_timeout 60s;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;
      # What was slow for so long is not asked for twice: overload would breed overload.
      proxy_next_upstream_timeout 10s;
    }
  }
}
`;

/** @throws when nginx isn't there or refuses its configuration. */
export async function startNginx(port: number, instances: number[]): Promise<Nginx> {
  const program = nginxProgram();
  if (!program) throw new Error('needs nginx on the PATH, or named by NGINX');
  const folder = mkdtempSync(join(tmpdir(), 'load-nginx-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, config(port, await loopback(), instances, folder));
  const nginx = startProgram(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')]);
  await untilReady(
    'nginx',
    nginx,
    async () => (await fetch(`http://localhost:${port}/api/health`)).ok,
  );
  return {
    ...nginx,
    retried: () =>
      readFileSync(join(folder, 'access.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes(',')).length,
    remove: () => {
      remove();
      process.off('exit', remove);
    },
  };
}
