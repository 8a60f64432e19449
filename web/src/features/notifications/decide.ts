// Whether a message is worth an interruption.
import type { Level } from "../../state/notify";

export interface Situation {
  isOn: boolean;
  level: Level;
  isMuted: boolean;
  /** It names us or answers us. */
  isForMe: boolean;
}

export const isWanted = ({ isOn, level, isMuted, isForMe }: Situation) => isOn && !isMuted && (level === "all" || (level === "mentions" && isForMe));
