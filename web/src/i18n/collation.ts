// The order of names in the language of the page, and lists of them.
import { computed } from "@preact/signals";
import { locale } from "./language";

const collator = computed(() => new Intl.Collator(locale.value));
export const compareNames = (a: string, b: string) => collator.value.compare(a, b);

const lists = computed(() => new Intl.ListFormat(locale.value, { type: "conjunction" }));
export const listOf = (names: string[]) => lists.value.format(names);
