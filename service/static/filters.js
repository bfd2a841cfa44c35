// Which releases a question is asked of: days, publisher, who is named; and what was known when.

import { dayOf } from "./text.js";

const NAMES = ["published_from", "published_to", "publisher", "country", "person", "as_of"];
const DATES = ["published_from", "published_to", "as_of"];

const WORDS = {
  published_from: "from", published_to: "until", publisher: "by", country: "naming", person: "naming", as_of: "as known on",
};

/** The filters as one reads them: "from 1 May 2031, by Ministry of Works, naming Norvania"; empty without any. */
export function narrowingOf(filters) {
  const given = NAMES.filter((name) => filters[name]);
  const shown = (name) => (DATES.includes(name) ? dayOf(filters[name]) : filters[name]);
  return given.map((name) => `${WORDS[name]} ${shown(name)}`).join(", ");
}

/** The filters of the form, those alone that are filled in. */
export function filtersIn(form) {
  const given = NAMES.map((name) => [name, form.elements[name].value.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** Whether the form may be sent; a half-typed date is shown rather than passed over. */
export function filtersStand(form, details) {
  const dates = DATES.map((name) => form.elements[name]);
  const [from, to] = dates.map(({ value }) => value);
  dates[1].setCustomValidity(from && to && to < from ? "This day is before the first one." : "");
  if (dates.every((date) => date.checkValidity())) return true;
  details.open = true;
  dates.find((date) => !date.checkValidity()).reportValidity();
  return false;
}

/** Keeps the line over the filters true to what they say. */
export function watchFilters(form, { details, label, clear }) {
  const idle = label.textContent;
  const show = () => {
    const narrowed = narrowingOf(filtersIn(form));
    label.textContent = narrowed ? `Only ${narrowed}` : idle;
    details.classList.toggle("active", Boolean(narrowed));
    clear.hidden = !narrowed;
  };
  form.addEventListener("input", show);
  clear.addEventListener("click", () => {
    for (const name of NAMES) form.elements[name].value = "";
    show();
    form.elements.published_from.focus();
  });
  show();
}
