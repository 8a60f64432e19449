declare module "virtual:emoji" {
  /** One line an emoji: character, group, names, other words; the parts are separated by `|`. */
  const lines: string;
  export default lines;
}
