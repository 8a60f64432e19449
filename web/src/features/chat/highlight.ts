// Colours for code: comments, text, numbers and words of the language. No more than an eye needs to find
// its way, for the languages that people paste; what is unknown gets what most languages share.

/** Keyword, string, number, comment. */
type Kind = "k" | "s" | "n" | "c";
type Rule = [Kind, string];

/** Longer texts stay plain: colours must not cost a second. */
const MAX_LENGTH = 20_000;

const words = (list: string) => `\\b(?:${list.trim().split(/\s+/).join("|")})\\b`;

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?`;
const TEMPLATE = "`(?:[^`\\\\]|\\\\[\\s\\S])*`?";
const NUMBER = String.raw`\b(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)\w*\b`;
const SLASHES = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const HASH = "#[^\\n]*";
const DASHES = String.raw`--[^\n]*`;

const c: Rule[] = [["c", SLASHES], ["s", STRING]];
const n: Rule = ["n", NUMBER];
const k = (list: string): Rule => ["k", words(list)];

const SHARED = "break case catch class const continue default do else enum extends false finally for if import in interface new null private protected public return static super switch this throw true try var void while";

const GRAMMARS: Record<string, Rule[]> = {
  js: [["c", SLASHES], ["s", `${STRING}|${TEMPLATE}`], n, k(`${SHARED} abstract as async await debugger declare delete export from function get implements instanceof is keyof let namespace of readonly satisfies set type typeof undefined yield`)],
  c: [["c", SLASHES], ["k", "^[ \\t]*#\\w+"], ["s", STRING], n, k(`${SHARED} auto async await bool boolean byte char constexpr delete double extern final float foreach friend goto implements inline instanceof int internal long namespace noexcept nullptr operator override package partial sealed short signed sizeof string struct synchronized template throws typedef typename union unsigned using virtual volatile`)],
  rust: [["c", SLASHES], ["s", String.raw`"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[^\n']+)'`], n, k("as async await box break const continue crate dyn else enum extern false fn for if impl in let loop macro match mod move mut pub ref return self Self static struct super trait true type unsafe use where while")],
  go: [["c", SLASHES], ["s", `${STRING}|${TEMPLATE}`], n, k("break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil package range return select struct switch true type var")],
  kotlin: [...c, n, k(`${SHARED} as by companion data func fun guard init internal is lateinit let nil object open operator out override package reified sealed self struct suspend typealias val when where`)],
  php: [["c", `${SLASHES}|${HASH}`], ["s", STRING], ["n", "\\$\\w+"], n, k(`${SHARED} abstract and array as declare echo elseif endforeach endif endwhile fn foreach function global implements include instanceof isset match namespace or print require trait unset use yield`)],
  python: [["c", HASH], ["s", String.raw`[rbfRBF]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|${STRING})`], n, ["k", `^[ \\t]*@[\\w.]+|${words("and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield")}`]],
  ruby: [["c", HASH], ["s", STRING], n, ["k", `:\\w+|${words("alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield")}`]],
  shell: [["n", String.raw`\$\{[^}\n]*\}|\$[\w@*?!#$]+`], ["c", HASH], ["s", STRING], k("case do done elif else esac export fi for function if in local return set then unset until while"), n],
  sql: [["c", `${DASHES}|\\/\\*[\\s\\S]*?(?:\\*\\/|$)`], ["s", "'(?:[^']|'')*'?"], n, ["k", words("add all alter and as asc begin between by case check column commit constraint create default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references right rollback select set table then transaction union unique update using values view when where with").replace(/[a-z]/g, (letter, at: number, all: string) => (all[at - 1] === "\\" ? letter : `[${letter}${letter.toUpperCase()}]`))]],
  lua: [["c", `--\\[\\[[\\s\\S]*?(?:\\]\\]|$)|${DASHES}`], ["s", STRING], n, k("and break do else elseif end false for function goto if in local nil not or repeat return then true until while where module import data case of let instance deriving")],
  markup: [["c", "<!--[\\s\\S]*?(?:-->|$)"], ["k", "<\\/?[A-Za-z][\\w:.-]*|\\/?>"], ["s", STRING], ["n", "&#?\\w+;"]],
  css: [["c", "\\/\\*[\\s\\S]*?(?:\\*\\/|$)"], ["s", STRING], ["k", "@[\\w-]+|[\\w-]+(?=\\s*:[^:{]*[;}])"], ["n", "#[\\da-fA-F]{3,8}\\b|-?\\b\\d*\\.?\\d+(?:%|\\w+)?"]],
  json: [["k", `"(?:[^"\\\\\\n]|\\\\.)*"(?=\\s*:)|${words("true false null")}`], ["s", STRING], n, ["c", SLASHES]],
  yaml: [["c", "#[^\\n]*|^[ \\t]*;[^\\n]*"], ["k", "^[ \\t-]*[\\w.\"-]+(?=[ \\t]*[:=])|^\\[[^\\n]*\\]"], ["s", STRING], n, k("true false null yes no on off")],
  diff: [["c", "^(?:diff|index|---|\\+\\+\\+)[^\\n]*"], ["k", "^@@[^\\n]*"], ["s", "^\\+[^\\n]*"], ["n", "^-[^\\n]*"]],
  other: [["c", `${SLASHES}|^[ \\t]*#[^\\n]*`], ["s", STRING], n],
  plain: [],
};

const NAMES: Record<string, string> = {
  ...{ javascript: "js", jsx: "js", mjs: "js", ts: "js", tsx: "js", typescript: "js", node: "js" },
  ...{ cpp: "c", h: "c", hpp: "c", cc: "c", arduino: "c", ino: "c", java: "c", csharp: "c", cs: "c", dart: "c", glsl: "c", objc: "c", zig: "c" },
  ...{ rs: "rust", golang: "go", kt: "kotlin", swift: "kotlin", scala: "kotlin", py: "python", python3: "python", rb: "ruby", elixir: "ruby", crystal: "ruby" },
  ...{ sh: "shell", bash: "shell", zsh: "shell", fish: "shell", console: "shell", powershell: "shell", ps1: "shell", make: "shell", makefile: "shell", dockerfile: "shell", docker: "shell" },
  ...{ psql: "sql", mysql: "sql", sqlite: "sql", haskell: "lua", hs: "lua", elm: "lua" },
  ...{ html: "markup", xml: "markup", svg: "markup", vue: "markup", svelte: "markup", xhtml: "markup" },
  ...{ scss: "css", less: "css", sass: "css", json5: "json", jsonc: "json" },
  ...{ yml: "yaml", toml: "yaml", ini: "yaml", conf: "yaml", cfg: "yaml", env: "yaml", properties: "yaml", nix: "yaml" },
  ...{ patch: "diff", text: "plain", txt: "plain", log: "plain", none: "plain" },
};

/** What a text without a language looks like. */
function guess(code: string): string {
  if (/^\s*<[!?\w]/.test(code)) return "markup";
  if (/^\s*[{[]/.test(code) && /"\s*:/.test(code)) return "json";
  if (/^(diff |@@ |--- )/m.test(code) && /^[+-]/m.test(code)) return "diff";
  if (/^#!.*\b(ba|z|fi)?sh\b|^\$ /.test(code)) return "shell";
  return "other";
}

const made = new Map<string, { regexp: RegExp; kinds: Kind[] }>();

function grammarOf(name: string) {
  let known = made.get(name);
  if (!known) {
    const rules = GRAMMARS[name] ?? [];
    known = { regexp: new RegExp(rules.map(([, source]) => `(${source})`).join("|") || "$^", "gm"), kinds: rules.map(([kind]) => kind) };
    made.set(name, known);
  }
  return known;
}

/** The grammar of a language, whatever people call it. */
export const grammarFor = (language: string, code: string): string => {
  const name = Object.hasOwn(NAMES, language) ? (NAMES[language] ?? "") : language;
  return Object.hasOwn(GRAMMARS, name) ? name : guess(code);
};

/** A text in pieces, each with what it is; nothing for what is only text. */
export function pieces(code: string, language: string): [string, Kind | undefined][] {
  if (code.length > MAX_LENGTH) return [[code, undefined]];
  const { regexp, kinds } = grammarOf(grammarFor(language.toLowerCase(), code));
  const found: [string, Kind | undefined][] = [];
  let end = 0;
  for (const match of code.matchAll(regexp)) {
    if (!match[0]) continue;
    if (match.index > end) found.push([code.slice(end, match.index), undefined]);
    found.push([match[0], kinds[match.slice(1).findIndex((group) => group !== undefined)]]);
    end = match.index + match[0].length;
  }
  if (end < code.length) found.push([code.slice(end), undefined]);
  return found;
}
