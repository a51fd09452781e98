/* What axe does not see, looked at in the page itself. Returns sentences, none where all is well. */
() => {
  "use strict";
  const found = [];
  const root = document.documentElement;
  const say = (element, words) => {
    const name = element.id ? "#" + element.id : (element.textContent || element.name || "").trim().slice(0, 40);
    found.push(element.tagName.toLowerCase() + " " + name + ": " + words);
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  /* Colours */
  const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = (channel) => (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
  const luminance = ([red, green, blue]) => 0.2126 * light(red / 255) + 0.7152 * light(green / 255) + 0.0722 * light(blue / 255);
  const contrast = (one, other) => {
    const [low, high] = [luminance(numbers(one)), luminance(numbers(other))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const colour = getComputedStyle(place).backgroundColor;
      const alpha = numbers(colour)[3];
      if (alpha === undefined || alpha > 0) { return colour; }
    }
    return "rgb(255, 255, 255)";
  };

  /* The title is the one heading of the first level */
  const headings = document.querySelectorAll("h1");
  const title = document.title.replace(/^Error: /, "").replace(/ – Self-Audit$/, "");
  if (headings.length !== 1 || headings[0].textContent.trim() !== title) { found.push("title is not the h1: " + document.title); }

  /* Nothing has to be pushed sideways */
  if (root.scrollWidth > root.clientWidth) { found.push("wider than the window by " + (root.scrollWidth - root.clientWidth) + " px"); }

  /* Radio groups say what they ask */
  const groups = new Set(Array.from(document.querySelectorAll("input[type=radio]"), (radio) => radio.closest("fieldset") || radio));
  groups.forEach((group) => {
    const legend = group.querySelector(":scope > legend");
    if (!legend || !legend.textContent.trim()) { say(group, "radios without a legend"); }
  });

  /* Errors belong to a control and are named in the summary */
  const errors = document.querySelectorAll(".govuk-error-message");
  errors.forEach((error) => {
    if (!error.id || !document.querySelector("[aria-describedby~='" + error.id + "']")) { say(error, "no control is described by it"); }
  });
  document.querySelectorAll("[aria-describedby]").forEach((element) => {
    element.getAttribute("aria-describedby").split(" ").forEach((id) => {
      if (!document.getElementById(id)) { say(element, "described by " + id + ", which is not there"); }
    });
  });
  const summary = document.querySelector(".govuk-error-summary");
  if (errors.length && !summary) { found.push("errors without a summary"); }
  if (summary && !document.title.startsWith("Error: ")) { found.push("the title does not say that there is an error"); }
  document.querySelectorAll(".govuk-error-summary a").forEach((link) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) { say(link, "leads nowhere"); }
  });

  /* The edge of a control is seen: 3 : 1 (WCAG 1.4.11) */
  document.querySelectorAll("input, textarea, select").forEach((control) => {
    if (control.type === "hidden" || !control.checkVisibility()) { return; }
    const drawn = control.type === "radio" || control.type === "checkbox";
    const label = drawn ? control.parentElement.querySelector("label") : null;
    const style = label ? getComputedStyle(label, "::before") : getComputedStyle(control);
    const edge = style.borderBottomColor;
    const ratio = contrast(edge, ground(control.parentElement));
    if (!(parseFloat(style.borderBottomWidth) >= 1) || !(ratio >= 3)) { say(control, "edge " + edge + " has a contrast of " + ratio.toFixed(2)); }
  });

  /* A finger hits it: 24 px, but for links within a line of text (WCAG 2.5.8) */
  document.querySelectorAll("a[href], button, input, select, textarea, summary").forEach((target) => {
    if (target.type === "hidden" || target.classList.contains("govuk-visually-hidden") || target.classList.contains("govuk-skip-link")) { return; }
    if (!target.checkVisibility()) { return; }
    const box = target.getBoundingClientRect();
    const inLine = target.tagName === "A" && getComputedStyle(target).display === "inline";
    if (!inLine && shown(target) && (box.width < 24 || box.height < 24)) {
      say(target, "a target of " + Math.round(box.width) + " by " + Math.round(box.height) + " px");
    }
  });

  /* Every picture that says something has its finding and its numbers in words */
  document.querySelectorAll("img").forEach((image) => {
    if (!image.hasAttribute("alt")) { say(image, "no alternative text"); }
    if (image.loading !== "lazy" && image.complete && !image.naturalWidth) { say(image, "not drawn: " + image.src); }
  });
  return found;
}
