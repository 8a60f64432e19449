// The colour of a role: one of some, any other, or three that run into each other in the names.
import { ts } from "../../i18n/settings";
import { roleStyle, stopsOf } from "../../ui/colour";
import { Switch } from "./parts";

const COLOURS = ["", "#c53732", "#d9692b", "#c9a227", "#3f9142", "#1f8a8a", "#2b66ae", "#6b4fa0", "#b0487f"];
/** What a gradient begins with. */
const START = ["#c53732", "#c9a227", "#2b66ae"];
const STOPS = ["firstColor", "secondColor", "thirdColor"] as const;

const rgbOf = (hex: string) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
const hexOf = (colour: string) => (colour.startsWith("#") ? colour : `#${(colour.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`);
/** As other clients of the network read it: three colours from left to right. */
const gradientOf = (stops: string[]) => `linear-gradient(90deg, ${stops.map(rgbOf).join(", ")})`;

export function RoleColour({ colour, onChange }: { colour: string; onChange: (colour: string) => void }) {
  const stops = stopsOf(colour).map(hexOf);
  const isGradient = stops.length > 0;
  const plain = colour.toLowerCase() === "#ffffff" ? "" : colour.toLowerCase();
  return (
    <>
      <Switch label={ts("gradient")} hint={ts("gradientHint")} isOn={isGradient} testId="gradient" onChange={(isOn) => onChange(isOn ? gradientOf([/^#[0-9a-f]{6}$/.test(plain) ? plain : (START[0] ?? ""), ...START.slice(1)]) : (stops[0] ?? ""))} />
      <div class="field">
        <span class="label">{ts("color")}</span>
        {isGradient ? (
          <div class="row">
            {STOPS.map((label, at) => (
              <input
                key={label}
                type="color"
                class="color-input"
                aria-label={ts(label)}
                value={stops[at] ?? stops.at(-1) ?? "#888888"}
                data-testid={`gradient-${at}`}
                onInput={(event) => onChange(gradientOf(STOPS.map((_, other) => (other === at ? event.currentTarget.value : (stops[other] ?? stops.at(-1) ?? "#888888")))))}
              />
            ))}
            <b class="role-c" style={roleStyle(colour)}>{ts("gradientSample")}</b>
          </div>
        ) : (
          <div class="row">
            <div class="swatches" role="radiogroup" aria-label={ts("color")}>
              {COLOURS.map((known) => (
                <button
                  key={known}
                  type="button"
                  role="radio"
                  aria-checked={plain === known}
                  aria-label={known || ts("noColor")}
                  title={known || ts("noColor")}
                  style={{ color: known || "var(--text-faint)" }}
                  onClick={() => onChange(known)}
                />
              ))}
            </div>
            <input type="color" class="color-input" aria-label={ts("color")} value={/^#[0-9a-f]{6}$/i.test(colour) ? colour : "#888888"} onInput={(event) => onChange(event.currentTarget.value)} />
          </div>
        )}
        <span class="hint">{ts("colorHint")}</span>
      </div>
    </>
  );
}
