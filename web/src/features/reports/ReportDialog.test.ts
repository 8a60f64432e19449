// What is revealed with a report of a direct message, and that exactly this is sent.
import { h, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const request = vi.hoisted(() => vi.fn(async (): Promise<string | undefined> => undefined));
vi.mock("../account/request", () => ({ request }));

const { ReportDialog } = await import("./ReportDialog");

let box: HTMLElement;
beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
  box = document.body.appendChild(document.createElement("div"));
  request.mockClear();
});
afterEach(() => {
  render(null, box);
  box.remove();
});

const show = (reported: Parameters<typeof ReportDialog>[0]["reported"]) => act(() => render(h(ReportDialog, { reported }), box));
const part = (name: string) => box.querySelector<HTMLElement>(`[data-testid=${name}]`);

async function send() {
  await act(() => part("reason-insult")?.click());
  await act(async () => part("report-send")?.click());
}

it("says what of an encrypted message is handed over, and sends exactly that", async () => {
  const plainText = "<p>not <b>nice</b> &amp; loud</p>";
  await show({ messageId: "123456789012", type: "dm", plainText, name: "Eve" });
  expect(part("report-reveals")?.textContent).toContain("not nice & loud");
  expect(part("report-send")?.textContent).toContain("hand over");
  await send();
  expect(request).toHaveBeenCalledWith("createReport", { targetId: "123456789012", type: "dm", description: "[insult]", plainText });
});

it("hands nothing over of what is not encrypted", async () => {
  await show({ messageId: "123456789012", type: "dm", html: "<p>open</p>" });
  expect(part("report-reveals")).toBeNull();
  await send();
  expect(request).toHaveBeenCalledWith("createReport", { targetId: "123456789012", type: "dm", description: "[insult]" });
});

it("sends nothing without a reason", async () => {
  await show({ messageId: "123456789012", type: "message" });
  await act(async () => part("report-send")?.click());
  expect(request).not.toHaveBeenCalled();
  expect(box.querySelector("[role=alert]")?.textContent).toContain("Choose");
});
