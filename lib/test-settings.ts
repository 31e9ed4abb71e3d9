/** For tests: settings with which the app starts. */
import { vi } from 'vitest';

const SETTINGS = {
  LOGTO_ENDPOINT: 'https://logto.example',
  LOGTO_APP_ID: 'app',
  LOGTO_APP_SECRET: 'secret',
  BASE_URL: 'https://app.example',
  COOKIE_SECRET: 'q7Zb2Xw9Kc4Vn6Mh1Tg8Rj3Fd5Ls0Pa2Qe7Wy4Ui9Ox',
};

export function stubSettings(more: Record<string, string> = {}) {
  for (const [name, value] of Object.entries({ ...SETTINGS, ...more })) vi.stubEnv(name, value);
}
