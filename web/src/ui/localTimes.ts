// The server writes times in its texts for everybody; people read them in their own time.
import { dateTimeOf } from "./dates";

const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

export function localTimes(text: string): string {
  return text.replace(ISO, (iso) => {
    const time = new Date(iso);
    return Number.isNaN(time.getTime()) ? iso : dateTimeOf(time.getTime());
  });
}
