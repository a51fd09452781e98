/* Tells the server every minute that this page of questions is open, and shows who else has it open.
 *
 * <p data-here-url> (templates/team/parts.html) stands in a page with the form that carries the token.
 * Without this script a save says the same. A failure says nothing: it is no one's work that was lost.
 */
(function () {
  "use strict";

  var EVERY = 60000;
  var line = document.querySelector("[data-here-url]");
  var form = document.querySelector("form[data-autosave]");
  if (!line || !form || !window.fetch || !window.URLSearchParams) { return; }

  function tell() {
    if (document.hidden) { return; }
    var body = new URLSearchParams();
    body.append("csrf_token", form.elements.csrf_token.value);
    fetch(line.dataset.hereUrl, { method: "POST", body: body, headers: { "X-Requested-With": "fetch" } }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (said) {
      // Only what is news is written, so that nobody hears the same again every minute.
      if (said && line.textContent !== said.text) { line.textContent = said.text; }
    }).catch(function () {});
  }

  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
}());
