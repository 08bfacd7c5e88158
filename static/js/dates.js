/* On a touch screen, days and times get the device's own picker; a desk keeps the text to type. */

const DAY = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
const CLOCK = /^(\d{1,2})[:.](\d{2})$/;

function isoDay(text) {
  const [, day, month, year] = (text.match(DAY) || []).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}

function isoTime(text) {
  const [, hour, minute] = text.match(CLOCK) || [];
  return hour < 24 && minute < 60 ? `${hour.padStart(2, "0")}:${minute}` : null;
}

/* What a picker cannot show, a day that does not exist, stays as it was typed. */
function turnInto(type, field, value) {
  if (value === null && field.value) return;
  field.value = "";
  field.type = type;
  field.value = value ?? "";
}

if (window.matchMedia("(pointer: coarse)").matches) {
  for (const field of document.querySelectorAll("input[data-day]")) turnInto("date", field, isoDay(field.value));
  for (const field of document.querySelectorAll("input[data-time]")) turnInto("time", field, isoTime(field.value));
}
