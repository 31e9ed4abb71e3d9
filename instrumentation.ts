/** Runs once when the server starts: wrong settings stop it here, not at somebody's sign-in. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { checkSettingsAtStart } = await import('#lib/start.ts');
  checkSettingsAtStart();
  const { isDevelopment } = await import('#lib/env.ts');
  const { guardOutput } = await import('#lib/log/output.ts');
  const { printLinesOnly } = await import('#lib/log/console-lines.ts');
  if (isDevelopment()) guardOutput();
  else printLinesOnly();
  const { keepVaryCookie } = await import('#lib/http/keep-vary.ts');
  keepVaryCookie();
  const { quietSdk } = await import('#lib/logto/quiet.ts');
  quietSdk();
  const { getEnv } = await import('#lib/env.ts');
  const { beforeEnd, stopGently, wrapServer } = await import('#lib/http/server.ts');
  wrapServer();
  stopGently(getEnv().SHUTDOWN_DRAIN_SECONDS);
  const { drainPendingEnds } = await import('#lib/session/pending-ends.ts');
  beforeEnd(() => drainPendingEnds());
  const { telemetrySettings, unheeded } = await import('#lib/telemetry/settings.ts');
  const telemetry = telemetrySettings(process.env);
  if (!telemetry) return;
  const { log } = await import('#lib/log/log.ts');
  for (const what of unheeded(process.env)) log.warn('telemetry_setting_unheeded', { what });
  const { startTelemetry } = await import('#lib/telemetry/start.ts');
  beforeEnd(startTelemetry(telemetry, getEnv().LOGTO_ENDPOINT));
}
