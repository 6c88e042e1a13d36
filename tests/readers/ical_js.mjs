// What ical.js, the reader of Thunderbird, Nextcloud and others, sees of each case.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [cases, modules] = process.argv.slice(2);
const { default: ICAL } = await import(createRequire(`${modules}/`).resolve("ical.js"));
const cancelled = (component) => component.getFirstPropertyValue("status") === "CANCELLED";

function starts(text, before) {
  const components = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
  const exceptions = components.filter((c) => c.hasProperty("recurrence-id"));
  const found = [];
  for (const component of components.filter((c) => !c.hasProperty("recurrence-id"))) {
    const event = new ICAL.Event(component, { exceptions });
    if (!event.isRecurring()) {
      if (!cancelled(component)) found.push(event.startDate.toUnixTime());
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next(); next && next.toUnixTime() < before; next = iterator.next()) {
      const { item, startDate } = event.getOccurrenceDetails(next);
      if (!cancelled(item.component)) found.push(startDate.toUnixTime());
    }
  }
  return found;
}

const { before, kept } = JSON.parse(readFileSync(cases, "utf8"));
const seen = Object.entries(kept).map(([name, text]) => [name, starts(text, before)]);
console.log(JSON.stringify(Object.fromEntries(seen)));
