// Fetches what voice channels need, where there are any. The calls themselves come with the first click on one.
import { effect } from "@preact/signals";
import { loadTexts } from "../../i18n/language";
import { channels, server } from "../../state/structure";

export function startVoice() {
  let isStarted = false;
  effect(() => {
    if (isStarted || !server.value.voip || !channels.value.some(({ isVoice }) => isVoice)) return;
    isStarted = true;
    void Promise.all([import("./voice"), loadTexts("voice")]).then(
      ([part]) => part.start(),
      () => (isStarted = false),
    );
  });
}
