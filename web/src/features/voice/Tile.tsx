// Somebody in the call, or their screen.
import type { Track } from "livekit-client";
import { useLayoutEffect, useRef } from "preact/hooks";
import { tv } from "../../i18n/voice";
import { shownPart } from "../../state/shown";
import { Avatar } from "../../ui/Avatar";
import { colourIndex } from "../../ui/avatar";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { voiceIcons } from "./icons";
import { lockText, LockTag } from "./Lock";
import { volumeOf } from "./settings";
import type { Item } from "./Stage";
import { personName, pictureOf } from "./state";
import { personLabel } from "./voice";
import { Volume } from "./Volume";

/** A picture that is sent. */
function Picture({ track, kind }: { track: Track; kind: string }) {
  const box = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return <video ref={box} class={kind} autoplay playsInline muted aria-hidden="true" />;
}

interface Props {
  item: Item;
  onPress: (key: string) => void;
  isPinned: boolean;
  isLarge?: boolean;
}

export function Tile({ item: { key, person, isScreen }, onPress, isPinned, isLarge = false }: Props) {
  const name = personName(person.id);
  const label = personLabel(person.id);
  const track = isScreen ? person.screen : person.camera;
  const title = isScreen ? (person.screenHeight ? tv("screenOfSize", { name, height: String(person.screenHeight) }) : tv("screenOf", { name })) : label;
  const states = isScreen ? [] : [person.isSpeaking && tv("speaking"), person.isMuted && tv("isMuted"), isWeak(person.quality) && tv("weakOf"), lockText(person.lock)].filter(Boolean);
  const isSpeaking = person.isSpeaking && !isScreen;
  return (
    <li class={["tile-v", isScreen && "is-screen", isSpeaking && "speaking"].filter(Boolean).join(" ")} aria-label={[title, ...states].join(", ")} data-testid="voice-tile" data-member-id={person.id} data-kind={isScreen ? "screen" : "person"} data-large={isLarge || undefined}>
      {!isScreen && <span class={`hue av-${colourIndex(person.id)}`} />}
      {track ? <Picture track={track} kind={isScreen ? "is-whole" : person.isMe ? "is-mirrored" : ""} /> : <Avatar id={person.id} name={name} icon={pictureOf(person.id)} />}
      <button type="button" class="tile-press" aria-label={tv(isPinned ? "unpin" : "pin", { name: title })} aria-pressed={isPinned} onClick={() => onPress(key)} />
      <span class="tag-v tile-name">
        {isScreen ? <Icon name="monitor" /> : person.isMuted ? <Icon name="mic-off" /> : isSpeaking && <Icon paths={voiceIcons["audio-lines"]} />}
        <span class="cut">{title}</span>
      </span>
      <span class="tile-top">
        {!person.isMe && (!isScreen || person.hasScreenSound) && <Loudness id={person.id} name={name} isScreen={isScreen} />}
        {!isScreen && isWeak(person.quality) && (
          <span class="tag-v warn">
            <Icon paths={voiceIcons.signal} />
            {tv("weak")}
          </span>
        )}
        {!isScreen && <LockTag lock={person.lock} />}
      </span>
    </li>
  );
}

const isWeak = (quality: string) => quality === "weak" || quality === "lost";

/** How loud somebody is, and the way to change it. Of a screen it is always to be seen. */
function Loudness({ id, name, isScreen }: { id: string; name: string; isScreen: boolean }) {
  const what = isScreen ? "screen" : "voice";
  const percent = volumeOf(id, what);
  const label = tv(isScreen ? "volumeOfScreen" : "volumeOf", { name, n: percent });
  return (
    <button type="button" class={isScreen || percent !== 100 ? "tag-v" : "tag-v tile-more"} aria-label={label} aria-haspopup="dialog" data-testid="voice-volume" onClick={({ currentTarget }) => (shownPart.value = <Volume id={id} what={what} place={placeOf(currentTarget)} />)}>
      <Icon name="volume-2" />
      {(isScreen || percent !== 100) && <span class="num">{tv("percent", { n: percent })}</span>}
    </button>
  );
}
