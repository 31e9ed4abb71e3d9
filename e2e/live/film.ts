import { existsSync, readdirSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Whether Playwright has its own ffmpeg, which films; a system's browser comes without. */
export function canFilm(): boolean {
  const [root] = chromium.executablePath().split(/[\\/]chromium[^\\/]*[\\/]/);
  if (!root || !existsSync(root)) return false;
  return readdirSync(root).some((name) => name.startsWith('ffmpeg-'));
}

export const WHY_NO_FILM =
  'No videos of failures: Playwright’s ffmpeg is missing (npx playwright install ffmpeg).';
