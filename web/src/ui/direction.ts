// Which way the language of the page runs.

export const isRtl = () => document.documentElement.dir === "rtl";

const MIRRORED: Record<string, string> = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

/** A key by what it means where one reads from left to right: the right arrow goes on. */
export const readingKey = (key: string) => (isRtl() ? (MIRRORED[key] ?? key) : key);
