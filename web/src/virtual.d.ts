declare module "virtual:emoji" {
  /** One line an emoji: character, group, names, other words; the parts are separated by `|`. */
  const lines: string;
  export default lines;
}
declare module "virtual:emoji/*" {
  /** In the order of the emoji, a line each: name, other words. */
  const lines: string;
  export default lines;
}
