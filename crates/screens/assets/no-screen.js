// Shows why a screen does not open, as soon as that is known. Written in the oldest form of the language, and no
// module, so that browsers which can read nothing else here still read this. Without it, the page shows the same
// after some seconds (see .no-screen in base.css).

(function () {
  /** Limits what is shown of errors, so that a screen that keeps failing does not fill its page. */
  var MOST = 5;
  /** @type {string[]} */
  var why = [];

  function show() {
    var place = document.getElementById('no-screen');
    if (!place || !why.length) return;
    place.className = 'no-screen no-screen--now';
    var told = document.getElementById('no-screen-why');
    if (told) told.textContent = why.join('; ');
  }

  /** @param {string} what */
  function failed(what) {
    if (why.length < MOST) why.push(what);
    show();
  }

  if (!('noModule' in document.createElement('script'))) failed('script type=module');
  if (!window.customElements) failed('customElements');

  // Capturing: a script that cannot be loaded says so on its own element alone.
  window.addEventListener(
    'error',
    function (event) {
      var from = /** @type {any} */ (event.target);
      if (from && from.nodeName === 'SCRIPT') failed(String(from.src).replace(location.origin, ''));
      else if (event.message)
        failed(event.message + ' (' + String(event.filename).replace(location.origin, '') + ':' + event.lineno + ')');
    },
    true,
  );
  window.addEventListener('unhandledrejection', function (event) {
    var reason = /** @type {any} */ (event).reason;
    failed(String((reason && reason.message) || reason));
  });
  document.addEventListener('DOMContentLoaded', show);
})();
