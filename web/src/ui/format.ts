// Formats of times in the language of the page.
import { computed } from "@preact/signals";
import { locale } from "../i18n/language";

/** Makes a format that follows the language. */
export const format = (options: Intl.DateTimeFormatOptions) => {
  const made = computed(() => new Intl.DateTimeFormat(locale.value, options));
  return (time: number) => made.value.format(time);
};
