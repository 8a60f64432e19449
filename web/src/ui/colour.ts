// Role colours: the chosen one is kept, but shown as light or dark as the theme needs (OKLCH; the
// lightness is --role-l of the tokens, the chroma is limited so that names stay calm).

const LIGHTNESS = { light: 0.48, dark: 0.8 };
const MAX_CHROMA = { light: 0.15, dark: 0.12 };

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number) => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);

function channels(colour: string): [number, number, number] | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (hex) {
    const long = hex.length === 3 ? [...hex].map((c) => c + c).join("") : hex;
    const part = (at: number) => parseInt(long.slice(at, at + 2), 16) / 255;
    return [part(0), part(2), part(4)];
  }
  const rgb = /^rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(colour.trim());
  return rgb ? [Number(rgb[1]) / 255, Number(rgb[2]) / 255, Number(rgb[3]) / 255] : undefined;
}

/** Chroma and hue (radians). */
function oklch(colour: string): { chroma: number; hue: number } | undefined {
  const found = channels(colour);
  if (!found) return undefined;
  const [r, g, b] = found.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a2 = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b2 = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { chroma: Math.hypot(a2, b2), hue: Math.atan2(b2, a2) };
}

function toHex(lightness: number, chroma: number, hue: number): string | undefined {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  if (rgb.some((c) => c < -0.0005 || c > 1.0005)) return undefined;
  const part = (c: number) => Math.round(Math.min(1, Math.max(0, gamma(c))) * 255).toString(16).padStart(2, "0");
  return `#${rgb.map(part).join("")}`;
}

const cache = new Map<string, string | undefined>();

/** How people of a role are shown: its colour, or the colours that run into each other in its name. */
export function colourOf({ color, background, backgroundClip }: { color?: string | null; background?: string | null; backgroundClip?: string | null }): string | null {
  return backgroundClip === "text" && background?.startsWith(GRADIENT) ? background : (color ?? null);
}

const GRADIENT = "linear-gradient(";
/** The colours of a gradient as it is written on the wire; none if it is no gradient. */
export const stopsOf = (colour: string): string[] => (colour.startsWith(GRADIENT) ? (colour.match(/rgb\(\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\)|#[0-9a-f]{6}\b/gi) ?? []) : []);

/** Custom properties for a name in a role's colour; nothing for greys, which are no colour. */
export function roleStyle(colour: string | null | undefined): string | undefined {
  if (!colour) return undefined;
  if (!cache.has(colour)) cache.set(colour, compute(colour));
  return cache.get(colour);
}

type Theme = keyof typeof LIGHTNESS;

/** A colour as a theme shows it; nothing for greys. */
function clamped(colour: string, theme: Theme): string | undefined {
  const found = oklch(colour);
  if (!found || found.chroma < 0.02) return undefined;
  // Outside of what screens show: less colourful, but as readable.
  for (let chroma = Math.min(found.chroma, MAX_CHROMA[theme]); chroma > 0; chroma -= 0.005) {
    const hex = toHex(LIGHTNESS[theme], chroma, found.hue);
    if (hex) return hex;
  }
  return undefined;
}

function compute(colour: string): string | undefined {
  const stops = stopsOf(colour);
  const shown = (theme: Theme) => {
    if (stops.length < 2) return clamped(colour, theme);
    const own = stops.map((stop) => clamped(stop, theme));
    return own.some(Boolean) ? `linear-gradient(90deg,${own.map((stop) => stop ?? "var(--text)").join(",")})` : undefined;
  };
  const [light, dark] = [shown("light"), shown("dark")];
  return light && dark ? `--rc-light:${light};--rc-dark:${dark}` : undefined;
}
