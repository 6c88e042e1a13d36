// What node-ical, which goes by the names of the zones alone, sees of each case.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [cases, modules] = process.argv.slice(2);
const ical = createRequire(`${modules}/`)("node-ical");

function starts(text, before) {
  const events = Object.values(ical.sync.parseICS(text)).filter((c) => c.type === "VEVENT");
  const window = { from: new Date(Date.UTC(2026, 0, 1)), to: new Date(before * 1000) };
  return events
    .flatMap((event) => ical.expandRecurringEvent(event, window))
    .filter((instance) => instance.event.status !== "CANCELLED")
    .map((instance) => instance.start.getTime() / 1000);
}

const { before, kept } = JSON.parse(readFileSync(cases, "utf8"));
const seen = Object.entries(kept).map(([name, text]) => [name, starts(text, before)]);
console.log(JSON.stringify(Object.fromEntries(seen)));
