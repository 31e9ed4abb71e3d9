// Preloaded into `next dev` of a test: answers at its port with the settings that it was given, and
// compiles nothing.
const { argv, env } = process;
if (argv[1]?.endsWith('/next/dist/bin/next')) {
  require('node:module').runMain = () => {};
  const names = ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'API_RESOURCE', 'SANDBOX'];
  const settings = Object.fromEntries(names.map((name) => [name, env[name]]));
  require('node:http')
    .createServer((request, response) => {
      if (request.url === '/die') {
        console.error('FATAL ERROR: heap out of memory');
        process.kill(process.pid, 'SIGKILL');
      }
      response.end(JSON.stringify(settings));
    })
    .listen(Number(argv[argv.indexOf('--port') + 1]), 'localhost');
}
