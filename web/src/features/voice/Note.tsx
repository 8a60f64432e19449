// A line above the call: what is not as it should be, and what can be done.
import { Icon } from "../../ui/Icon";

interface Props {
  text: string;
  testId: string;
  action?: { label: string; act: () => void };
}

export const Note = ({ text, testId, action }: Props) => (
  <div class="call-note" role="status" data-testid={testId}>
    <Icon name="triangle-alert" small />
    <span class="grow">{text}</span>
    {action && <button type="button" class="btn" onClick={action.act}>{action.label}</button>}
  </div>
);
