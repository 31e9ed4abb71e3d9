// Addresses change without loading the page anew, as in Logto's single-page app.

let open = () => {};

export function onNavigation(listener) {
  open = listener;
  addEventListener('popstate', () => open());
}

export function go(path, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState']({}, '', path);
  open();
}
