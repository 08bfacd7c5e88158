/* On a touch screen, days and times get the device's own picker; a desk keeps the text to type. */

const DAY = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
const CLOCK = /^(\d{1,2})[:.](\d{2})$/;

function isoDay(text) {
  const [, day, month, year] = text.match(DAY) || [];
  return day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
}

function isoTime(text) {
  const [, hour, minute] = text.match(CLOCK) || [];
  return hour ? `${hour.padStart(2, "0")}:${minute}` : text;
}

/* What the picker cannot show (a day that does not exist) stays as it was typed. */
function turnInto(field, type, value) {
  const probe = document.createElement("input");
  probe.type = type;
  probe.value = value;
  if (probe.value !== value) return;
  field.type = type;
  field.value = value;
}

if (window.matchMedia("(pointer: coarse)").matches) {
  for (const field of document.querySelectorAll("input[data-day]")) turnInto(field, "date", isoDay(field.value));
  for (const field of document.querySelectorAll("input[data-time]")) turnInto(field, "time", isoTime(field.value));
}
