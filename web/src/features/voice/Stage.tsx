// Who is in the call, as tiles: one of them large and the others below, or all alike.
import { computed, signal } from "@preact/signals";
import { tv } from "../../i18n/voice";
import { recall, remember } from "../../ui/storage";
import { people, type Person } from "./state";
import { Tile } from "./Tile";

export const layout = signal<"focus" | "grid">(recall("voice-layout", "focus"));
layout.subscribe((kind) => remember("voice-layout", kind));

export interface Item {
  key: string;
  person: Person;
  isScreen: boolean;
}

/** What somebody has chosen to see large. */
export const pinned = signal("");
/** Who of the others spoke last. */
let speaker = "";

export const itemsOf = (of: Person[]): Item[] => [
  ...of.filter(({ screen }) => screen).map((person) => ({ key: `${person.id} screen`, person, isScreen: true })),
  ...of.map((person) => ({ key: person.id, person, isScreen: false })),
];

/** What is large: what was chosen, else a screen of somebody else, else who speaks, else anybody but us. */
export function largest(items: Item[], chosen: string, spoke: string): Item | undefined {
  const others = items.filter(({ person }) => !person.isMe);
  return items.find(({ key }) => key === chosen) ?? others.find(({ isScreen }) => isScreen) ?? others.find(({ key }) => key === spoke) ?? others[0] ?? items[0];
}

/** As many beside each other as below each other, or one more. */
export const columns = (n: number) => (n === 2 ? 2 : Math.ceil(Math.sqrt(n)));

const items = computed(() => itemsOf(people.value));
const large = computed(() => {
  speaker = people.value.find(({ isSpeaking, isMe }) => isSpeaking && !isMe)?.id ?? speaker;
  return largest(items.value, pinned.value, speaker);
});

/** Puts something in the middle, or lets it go. */
function pin(key: string) {
  pinned.value = pinned.value === key ? "" : key;
  if (pinned.value) layout.value = "focus";
}

export function Stage() {
  if (layout.value === "grid") {
    return (
      <div class="stage is-grid" data-testid="voice-stage">
        <ul class="tiles" style={{ "--cols": columns(items.value.length) }} aria-label={tv("inCall")}>
          {items.value.map((item) => <Tile key={item.key} item={item} onPress={pin} isPinned={false} />)}
        </ul>
      </div>
    );
  }
  const shown = large.value;
  // Who is large is not shown twice; whose screen is large, is.
  const rest = items.value.filter(({ key }) => key !== shown?.key);
  return (
    <div class={rest.length ? "stage is-focus" : "stage is-focus is-solo"} data-testid="voice-stage">
      <ul class="focus" aria-label={tv("large")}>{shown && <Tile key={shown.key} item={shown} onPress={pin} isPinned={pinned.value === shown.key} isLarge />}</ul>
      {rest.length > 0 && <ul class="strip" aria-label={tv("others")}>{rest.map((item) => <Tile key={item.key} item={item} onPress={pin} isPinned={false} />)}</ul>}
    </div>
  );
}
