// Reads a calendar from standard input with the library that is named, and writes what it read as
// JSON: the shape stands in __init__.py.
import { readFileSync } from "node:fs";

const seconds = (moment) => Math.round(moment.getTime() / 1000);

async function readWithIcalJs(text) {
  const { default: ICAL } = await import("ical.js");
  const calendar = new ICAL.Component(ICAL.parse(text));
  // As its own documentation says: zones of the calendar, and none from elsewhere.
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const moment = (time) => time && (time.isDate ? time.toString() : time.toUnixTime());
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return [event.uid, {
      summary: event.summary,
      start: moment(event.startDate),
      end: component.hasProperty("dtend") ? moment(event.endDate) : null,
      is_all_day: event.startDate.isDate,
      status: component.getFirstPropertyValue("status"),
      class: component.getFirstPropertyValue("class"),
    }];
  });
}

async function readWithNodeIcal(text) {
  const { default: ical } = await import("node-ical");
  const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0")).join("-");
  const events = Object.values(ical.sync.parseICS(text)).filter((each) => each.type === "VEVENT");
  return events.map((event) => {
    const isAllDay = event.datetype === "date";
    const moment = isAllDay ? day : seconds;
    return [event.uid, {
      summary: event.summary,
      start: moment(event.start),
      // It invents an end where there is none: the start again.
      end: event.end && event.end.getTime() !== event.start.getTime() ? moment(event.end) : null,
      is_all_day: isAllDay,
      status: event.status,
      class: event.class,
    }];
  });
}

const readers = { "ical.js": readWithIcalJs, "node-ical": readWithNodeIcal };
const text = readFileSync(0, "utf8");
console.log(JSON.stringify(Object.fromEntries(await readers[process.argv[2]](text))));
