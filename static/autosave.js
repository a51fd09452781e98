/* Saves each criterion of a domain page by itself, as it is answered.
 *
 * <form data-autosave data-…-text>, in it one <div data-criterion data-save-url> per criterion
 * (templates/macros/criterion.html). Without this script the page works through its Save button.
 * Promises: what was typed stays on the page whatever happens; two saves of one criterion never
 * overlap; the newest state is sent; a failure is said and tried again until it succeeds.
 */
(function () {
  "use strict";

  var AFTER_CHOICE = 300;
  var AFTER_TYPING = 1500;
  var GIVE_UP = 20000; // one request, in milliseconds; then it counts as failed and is tried again
  var LONGEST_WAIT = 60000;

  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.URLSearchParams) { return; }
  var pageState = document.querySelector("[data-page-state]");
  var answered = document.querySelector("[data-answered]");
  var cards = [];
  var leaving = false;

  function say(element, text, failed) {
    if (!element) { return; }
    element.textContent = text;
    element.classList.toggle(element.className.split(" ")[0] + "--failed", failed);
  }

  function sayOnPage(text) {
    var failing = cards.find(function (card) { return card.trouble; });
    say(pageState, failing ? failing.trouble : text, Boolean(failing));
  }

  /* The fields of one criterion, as a plain form would send them. */
  function fieldsOf(element) {
    var fields = new URLSearchParams();
    element.querySelectorAll("input, select, textarea").forEach(function (control) {
      var off = (control.type === "radio" || control.type === "checkbox") && !control.checked;
      if (control.name && !control.disabled && !off) { fields.append(control.name, control.value); }
    });
    fields.append("csrf_token", form.elements.csrf_token.value);
    return fields;
  }

  /* ---- Problems beside their fields, in the markup of macros/fields.html ---- */

  function describe(element, id, on) {
    var ids = (element.getAttribute("aria-describedby") || "").split(" ").filter(function (one) {
      return one && one !== id;
    });
    if (on) { ids.unshift(id); } // What is wrong is heard first.
    if (ids.length) { element.setAttribute("aria-describedby", ids.join(" ")); } else { element.removeAttribute("aria-describedby"); }
  }

  function errorClass(control) {
    return control.tagName === "TEXTAREA" ? "govuk-textarea--error" : "govuk-" + (control.tagName === "SELECT" ? "select" : "input") + "--error";
  }

  function clearProblems(element) {
    element.querySelectorAll(".govuk-error-message, [data-keep]").forEach(function (old) { old.remove(); });
    element.querySelectorAll(".govuk-form-group--error").forEach(function (old) { old.classList.remove("govuk-form-group--error"); });
    element.querySelectorAll("[aria-describedby]").forEach(function (old) {
      old.getAttribute("aria-describedby").split(" ").forEach(function (id) {
        if (/-error$/.test(id)) { describe(old, id, false); }
      });
      old.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error");
    });
  }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function showProblem(problem) {
    var control = document.getElementById(problem.field);
    var group = control && control.closest(".govuk-form-group");
    if (!group) { return; }
    var set = control.type === "radio" ? control.closest("fieldset") : null;
    var fold = control.closest("details");
    if (fold) { fold.open = true; }
    var line = make("p", "govuk-error-message", "");
    line.id = problem.field + "-error";
    line.append(make("span", "govuk-visually-hidden", form.dataset.errorText), " " + problem.text);
    group.classList.add("govuk-form-group--error");
    if (set) { set.querySelector(".govuk-radios").before(line); } else { control.before(line); control.classList.add(errorClass(control)); }
    describe(set || control, line.id, true);
  }

  /* "I checked it: it is not about a person": the choice stays with the person who writes. */
  function showQuestion(question) {
    var control = document.getElementById(question.field);
    var group = control && control.closest(".govuk-form-group");
    if (!group) { return; }
    var box = make("div", "govuk-checkboxes", "");
    var item = make("div", "govuk-checkboxes__item", "");
    var input = make("input", "govuk-checkboxes__input", "");
    var label = make("label", "govuk-label govuk-checkboxes__label", question.label);
    box.dataset.keep = "";
    input.type = "checkbox";
    input.value = question.value;
    input.checked = question.ticked;
    input.name = input.id = label.htmlFor = question.name;
    if (document.getElementById(question.field + "-error")) { describe(input, question.field + "-error", true); }
    item.append(input, label);
    box.append(item);
    group.append(box);
  }

  /* What an answer says beside its fields. A tick set meanwhile holds, if it is about the very same text. */
  function showAll(element, data) {
    var boxes = Array.from(element.querySelectorAll("[data-keep] input"));
    var here = boxes.find(function (box) { return box === document.activeElement; });
    var questions = data.questions || [];
    clearProblems(element);
    (data.problems || []).forEach(showProblem);
    questions.forEach(function (question) {
      question.ticked = question.ticked || boxes.some(function (box) { return box.checked && box.value === question.value; });
      showQuestion(question);
    });
    if (!here) { return; }
    // Whoever stood in the box goes on there, or at the field it was about.
    (document.getElementById(here.id) || document.getElementById(here.id.replace(/-keep$/, "")) || element).focus();
  }

  /* ---- One criterion ---- */

  function Card(element) {
    this.element = element;
    this.state = element.querySelector("[data-save-state]");
    this.timer = 0;
    this.sending = null; // the promise of the running request
    this.changed = false; // something on the page is not sent yet
    this.trouble = ""; // the sentence shown while something is not saved
    this.stopped = false; // someone else's answer is newer: a person decides, not this script
    this.tries = 0;
  }

  Card.prototype.unsaved = function () {
    return this.changed || Boolean(this.sending) || Boolean(this.trouble);
  };

  Card.prototype.later = function (wait) {
    clearTimeout(this.timer);
    if (!this.stopped) { this.timer = setTimeout(this.save.bind(this), wait); }
  };

  Card.prototype.change = function (wait) {
    this.changed = true;
    this.tries = 0;
    this.later(wait);
  };

  Card.prototype.save = function (closing) {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.changed) { return; }
    this.changed = false;
    if (!this.trouble) { say(this.state, form.dataset.savingText, false); }
    var stop = new AbortController();
    var clock = setTimeout(function () { stop.abort(); }, GIVE_UP);
    var done = function () {
      clearTimeout(clock);
      this.sending = null;
      if (this.changed && !this.tries) { this.later(0); }
    }.bind(this);
    this.sending = fetch(this.element.dataset.saveUrl, {
      method: "POST", body: fieldsOf(this.element), credentials: "same-origin", signal: stop.signal,
      keepalive: closing === true, headers: { "Accept": "application/json", "X-Requested-With": "fetch" }
    }).then(this.answer.bind(this)).catch(this.fail.bind(this, "")).then(done);
  };

  Card.prototype.answer = function (response) {
    if (response.redirected || response.status === 401 || response.status === 403) { return this.fail(form.dataset.signedOutText); }
    if (response.status >= 500) { return this.fail(""); }
    return response.json().then(function (data) {
      if (response.status === 200) { this.saved(data); }
      else if (response.status === 422) { this.refused(data); }
      else if (response.status === 409) { this.conflict(data); }
      else { this.fail(data.message || ""); }
    }.bind(this));
  };

  Card.prototype.saved = function (data) {
    this.tries = 0;
    this.trouble = "";
    this.update(data);
    showAll(this.element, data);
    var undo = this.element.querySelector("[data-undo]");
    if (undo) { undo.hidden = false; }
    say(this.state, data.saved_text, false);
    sayOnPage(data.saved_text);
  };

  Card.prototype.update = function (data) {
    var version = this.element.querySelector("[data-version]");
    if (version && data.version !== undefined) { version.value = data.version; }
    if (answered && data.status) { answered.textContent = data.status; }
    var jump = data.state && document.querySelector("[data-state-of='" + this.element.dataset.criterion + "']");
    if (jump) { jump.textContent = data.state; jump.dataset.state = data.state_code; }
  };

  /* Not saved until it is changed or confirmed; it stays on the page. */
  Card.prototype.refused = function (data) {
    this.tries = 0;
    this.update(data);
    showAll(this.element, data);
    this.trouble = data.message || form.dataset.problemText;
    say(this.state, this.trouble, true);
    sayOnPage("");
  };

  /* Someone else changed this answer meanwhile: the button sends the page, and the server shows both. */
  Card.prototype.conflict = function (data) {
    this.stopped = true;
    this.trouble = data.message;
    say(this.state, data.message + " ", true);
    var button = make("button", "quiet", form.dataset.bothText);
    button.type = "submit";
    button.name = "action";
    button.value = "save";
    this.state.append(button);
    sayOnPage("");
  };

  Card.prototype.fail = function (text) {
    this.changed = true;
    this.tries += 1;
    this.trouble = (typeof text === "string" && text) || form.dataset.failedText;
    say(this.state, this.trouble, true);
    sayOnPage("");
    this.later(Math.min(LONGEST_WAIT, 1000 * Math.pow(2, this.tries)));
  };

  /* ---- The page ---- */

  function cardOf(target) {
    return cards.find(function (card) { return card.element.contains(target); });
  }

  function on(name, handle) {
    form.addEventListener(name, function (event) {
      var card = cardOf(event.target);
      if (card && event.target.name) { handle(card, event.target); }
    });
  }

  /* The highest level counts only with a document: its field comes into sight with the choice. */
  function openDocuments(card, control) {
    var fold = card.element.querySelector("[data-fold=documents]");
    if (fold && control.type === "radio" && control.value === "3") { fold.open = true; }
  }

  function typed(control) {
    return control.tagName === "TEXTAREA" || (control.tagName === "INPUT" && control.type !== "radio" && control.type !== "checkbox");
  }

  function saveAll(closing) {
    cards.forEach(function (card) { card.save(closing); });
  }

  document.querySelectorAll("[data-criterion][data-save-url]").forEach(function (element) { cards.push(new Card(element)); });
  on("input", function (card, control) { if (typed(control)) { card.change(AFTER_TYPING); } });
  on("change", function (card, control) { openDocuments(card, control); card.change(typed(control) ? 0 : AFTER_CHOICE); });
  on("focusout", function (card, control) { if (typed(control) && card.changed) { card.later(0); } });

  /* A save under way is waited for, so that the form does not meet its own newer version. */
  form.addEventListener("submit", function (event) {
    var running = cards.map(function (card) { return card.sending; }).filter(Boolean);
    cards.forEach(function (card) { clearTimeout(card.timer); });
    if (!running.length) { leaving = true; return; }
    event.preventDefault();
    Promise.all(running).then(function () {
      cards.forEach(function (card) { clearTimeout(card.timer); });
      if (event.submitter) { event.submitter.click(); } else { leaving = true; form.submit(); }
    });
  });

  window.addEventListener("online", function () { saveAll(false); });
  window.addEventListener("pageshow", function () { leaving = false; });
  document.addEventListener("visibilitychange", function () { if (document.hidden && !leaving) { saveAll(true); } });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && cards.some(function (card) { return card.unsaved(); })) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
}());
