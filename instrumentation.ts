/** Runs once when the server starts: wrong settings stop it here, not at somebody's sign-in. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { checkSettingsAtStart } = await import('#lib/start.ts');
  checkSettingsAtStart();
  const { keepVaryCookie } = await import('#lib/keep-vary.ts');
  keepVaryCookie();
  const { quietSdk } = await import('#lib/logto/quiet.ts');
  quietSdk();
}
