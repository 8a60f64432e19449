// Asked of who signs out of a browser that keeps a key.
import { tk } from "../../i18n/keys";
import { Check } from "../../ui/Check";
import { alsoKey } from "./leaving";

/** Whether the key goes as well. */
export const LeaveKey = () => <Check label={tk("leaveKey")} hint={tk("leaveKeyHint")} isOn={alsoKey.value} testId="leave-key" onChange={(isOn) => (alsoKey.value = isOn)} />;
