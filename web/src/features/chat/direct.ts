// What conversations add to messages. Their part of the client puts it here when it is there; nothing of them is shown
// before.
import type { ComponentType } from "preact";
import type { Message } from "../../state/message";

interface Parts {
  /** Beside the name: whether it is encrypted. */
  Mark?: ComponentType<{ message: Message }>;
  /** Below the text: what is wrong with it, or that it was sent. */
  Note?: ComponentType<{ message: Message; isSent: boolean }>;
}

export const direct: Parts = {};
